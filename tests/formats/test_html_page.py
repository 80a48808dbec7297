"""The .html file of a take, as text: what it holds, and that nothing in it can break out or reach out."""

import base64
import hashlib
import json
import re

import numpy as np
import pytest

from kinemind import formats
from kinemind.formats.html_page import html_page, view_of
from kinemind.motion import Motion, Step
from kinemind.skeletons import KIT21, Skeleton

SCRIPTS = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)


@pytest.fixture
def motion(rng) -> Motion:
    joints = rng.normal(size=(30, 22, 3))
    return Motion(joints, 20.0, text="someone bows", steps=(Step("bows", 0.0, 1.5),))


def taken(page: str) -> dict:
    return json.loads(SCRIPTS.findall(page)[0][1])


def test_the_page_holds_the_take(tmp_path, motion):
    path = motion.save(tmp_path / "take.html")
    view = taken(path.read_text(encoding="utf-8"))
    joints = np.frombuffer(base64.b64decode(view["joints"]["base64"]), "<f4").reshape(view["joints"]["shape"])
    assert np.array_equal(joints, motion.joints)
    assert view["names"] == list(motion.skeleton.joint_names) and view["fps"] == 20.0
    assert view["steps"] == [{"text": "bows", "start": 0.0, "end": 1.5}] and view["text"] == "someone bows"
    assert view["reasoning"] == "" and view["seed"] is None
    shown = taken(html_page(motion, "1. bows (torso, forward, 1.5 s).", 3))
    assert shown["reasoning"].startswith("1. bows") and shown["seed"] == 3


def test_contacts_and_phases_come_with_known_skeletons(motion):
    view = view_of(motion)
    contacts = base64.b64decode(view["contacts"]["base64"])
    assert view["contacts"]["shape"] == [30, 2] and len(contacts) == 60 and set(contacts) <= {0, 1}
    assert view["phases"] and all(p["start"] < p["end"] for p in view["phases"])
    slow = Motion(motion.joints[:7, :21], 5.0, KIT21)
    assert view_of(slow)["contacts"]["shape"] == [7, 2]
    bone = Skeleton("custom:2", ("a", "b"), (-1, 0), ((0, 0, 0), (0, 1, 0)), (0.0, 1.0), hips=(0, 1))
    other = view_of(Motion(motion.joints[:, :2], 20.0, bone))
    assert other["contacts"] == {"names": [], "shape": [30, 0], "base64": ""} and other["phases"] == []


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<!-- <script>",
        "{{script}} {{policy}}",
        "a & b \u2028 \u2029 \"'",
        "]]>",
    ],
)
def test_no_prompt_breaks_out(motion, text):
    hostile = Motion(motion.joints, 20.0, text=text, steps=(Step(text, 0.0, 1.5),))
    page = html_page(hostile, reasoning=text)
    plain = html_page(Motion(motion.joints, 20.0, text="x"))
    for opening in ("<script", "</script", "<!--", "<style", "<meta"):
        assert page.count(opening) == plain.count(opening), opening
    assert taken(page)["text"] == text and taken(page)["reasoning"] == text


def test_the_policy_allows_its_own_script_and_style_only(motion):
    page = html_page(motion)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
    script = SCRIPTS.findall(page)[1][1]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    for kind, text in (("script", script), ("style", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", page) and "url(" not in style
    assert (
        "@import" not in style and "Includes three.js" in script and "Permission is hereby granted" in script
    )


def test_it_is_written_only(tmp_path, motion):
    assert ".html" in formats.WRITABLE and ".html" not in formats.READABLE
    with pytest.raises(formats.InputError, match="cannot write"):
        (tmp_path / "file").write_text("x")
        motion.save(tmp_path / "file" / "a.html")
