"""The Blender add-on: with a server of its own and a stub of bpy, and in Blender as a module."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from kinemind.corpora.synthetic import clip
from kinemind.motion import Motion
from tests.examples.kinemind_server import PLACE, Said, error, serving, told
from tests.examples.stub_bpy import Blender, Layout

ADDON = Path(__file__).resolve().parents[2] / "examples" / "blender" / "kinemind_addon.py"
STEPS = [("raises the right hand", 0.0, 3.6), ("waves with the left hand", 3.6, 7.4)]


@pytest.fixture(scope="module")
def motion() -> Motion:
    return clip(7).motion.rigid()


@pytest.fixture(scope="module")
def bvh(motion: Motion, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return motion.save(tmp_path_factory.mktemp("blender") / "take.bvh")


@pytest.fixture
def blender(monkeypatch: pytest.MonkeyPatch) -> Blender:
    found = Blender()
    found.install(monkeypatch)
    return found


@pytest.fixture
def addon(blender: Blender, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("kinemind_addon", ADDON)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "kinemind_addon", module)
    spec.loader.exec_module(module)
    module.LOOK_SECONDS = 0.01
    return module


@pytest.fixture
def said(bvh: Path, motion: Motion) -> Said:
    return told(bvh, "a person waves", STEPS, len(motion))


def wait(addon: ModuleType) -> None:
    """Call the timer as Blender does, until it wants no more."""
    until = time.monotonic() + 30
    while addon.look() is not None:
        assert time.monotonic() < until
        time.sleep(0.005)


def press(addon: ModuleType, blender: Blender, server: str, token: str = "", **wish: Any) -> set[str]:
    """What the button does, with these preferences and fields."""
    preferences = blender.made(addon.KINEMIND_AP_preferences, server=server, token=token)
    blender.context.preferences.addons["kinemind_addon"] = type("A", (), {"preferences": preferences})
    blender.context.scene.kinemind = blender.made(addon.KINEMIND_PG_wish, **wish)
    done: set[str] = addon.KINEMIND_OT_generate().execute(blender.context)
    if addon.STATE.work is not None:
        addon.STATE.work.look_seconds = 0.01
    return done


def drawn(addon: ModuleType, blender: Blender) -> list[tuple[str, str]]:
    panel, found = addon.KINEMIND_PT_panel(), []
    panel.layout = Layout(found)
    panel.draw(blender.context)
    return found


def test_only_the_standard_library_and_blender_are_imported() -> None:
    tree = ast.parse(ADDON.read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    # annotations are what Blender makes properties of: as strings they are not evaluated by every version
    assert "__future__" not in names
    assert {name.partition(".")[0] for name in names} - {"bpy"} <= sys.stdlib_module_names


def test_everything_registers_and_goes_again(addon: ModuleType, blender: Blender) -> None:
    addon.register()
    assert blender.registered == list(addon.CLASSES)
    assert blender.bpy.types.Scene.kinemind.options["type"] is addon.KINEMIND_PG_wish
    assert addon.KINEMIND_AP_preferences.bl_idname == "kinemind_addon" and addon.bl_info["blender"] == (
        4,
        2,
        0,
    )
    addon.unregister()
    assert blender.registered == [] and not hasattr(blender.bpy.types.Scene, "kinemind")


def test_a_take_becomes_an_armature_with_markers(addon, blender, said, motion) -> None:
    with serving(said) as server:
        assert press(addon, blender, server, seed=4, text="  a person waves ") == {"FINISHED"}
        assert blender.timers == [addon.look]
        folder = addon.STATE.work.folder
        wait(addon)
    method, path, _, body = said.asked[0]
    assert (method, path) == ("POST", "/v1/generate")
    wish = {"text": "a person waves", "seed": 4, "num": 1, "max_seconds": 15.0, "use_com": False}
    assert body == {**wish, "formats": ["bvh"], "async": True}
    assert addon.STATE.error == "" and not folder.exists()
    (words,) = blender.imported
    assert words["global_scale"] == 0.01 and words["frame_start"] == 1 and words["use_fps_scale"]
    assert (words["axis_forward"], words["axis_up"]) == ("-Z", "Y")
    (action,) = blender.actions
    places = [(1, STEPS[0][0]), (1 + round(3.6 * 24), STEPS[1][0])]
    assert [(m.frame, m.name) for m in action.pose_markers] == places
    scene = blender.context.scene
    assert [(m.frame, m.name) for m in scene.timeline_markers] == places
    assert action["kinemind_text"] == "a person waves" and action["kinemind_seed"] == 0
    assert scene.frame_end == 250  # the take ends before it
    assert ("label", "3.6-7.4 s  waves with the left hand") in drawn(addon, blender)


def test_a_second_take_replaces_markers_but_not_the_users(addon, blender, said) -> None:
    scene = blender.context.scene
    scene.timeline_markers.new("mine", frame=5)
    with serving(said) as server:
        for start in (1, 1, 300):
            said.looks = 0
            press(addon, blender, server, start_frame=start)
            wait(addon)
    frames = [(m.frame, m.name) for m in scene.timeline_markers]
    assert frames.count((5, "mine")) == 1 and len(frames) == 5
    assert {frame for frame, _ in frames} == {1, 5, 87, 300, 386}
    assert scene.frame_end == 300 + round(147 / 20 * 24)


def test_several_takes_stand_side_by_side(addon, blender, bvh, motion) -> None:
    said = told(bvh, "a person waves", STEPS, len(motion), num=3)
    with serving(said) as server:
        press(addon, blender, server, num=3)
        wait(addon)
    assert len(blender.actions) == 3 and blender.context.object.location.x == 2 * addon.BESIDE
    assert all(len(action.pose_markers.found) == 2 for action in blender.actions)
    assert len(blender.context.scene.timeline_markers.found) == 2


def test_a_busy_server_is_asked_again(addon, blender, said) -> None:
    said.busy = 2
    with serving(said) as server:
        press(addon, blender, server)
        wait(addon)
    assert addon.STATE.error == "" and len(blender.imported) == 1
    assert [path for _, path, _, _ in said.asked].count("/v1/generate") == 3


def test_the_panel_says_what_goes_on_and_cancel_reaches_the_server(addon, blender, said) -> None:
    said.never_done = True
    with serving(said) as server:
        press(addon, blender, server)
        assert not addon.KINEMIND_OT_generate.poll(blender.context)
        while said.looks < 3:
            time.sleep(0.005)
        told_then = drawn(addon, blender)
        assert any(kind == "label" and text.startswith("Generating (") for kind, text in told_then)
        assert ("operator", "kinemind.cancel") in told_then
        addon.KINEMIND_OT_cancel().execute(blender.context)
        wait(addon)
        assert said.asked[-1][0] == "DELETE"
    assert addon.STATE.error == "" and not blender.imported
    assert ("operator", "kinemind.generate") in drawn(addon, blender)


REFUSED = [
    ({"token": "secret"}, "", "asks for a token: set it in the add-on's preferences"),
    ({"busy": 99}, "", "32 requests wait already"),
    ({"fault": {"code": "timeout", "message": "it took too long"}}, "", "it took too long"),
    ({"raw": (500, b"<html>", {})}, "", "answered 500, not as a Kinemind server"),
    ({"raw": (200, b"[]", {})}, "", "did not answer as a Kinemind server"),
    ({"raw": (200, b'{"status_url": "http://elsewhere/x"}', {})}, "", "did not answer as a Kinemind server"),
    ({"raw": (302, b"", {"Location": "http://127.0.0.1:9/"})}, "", "answered 302"),
    ({"raw": (422, json.dumps(error("bad_request", "text: too long")).encode(), {})}, "", "Text: too long"),
]


@pytest.mark.parametrize(("how", "token", "sentence"), REFUSED)
def test_what_goes_wrong_is_said_in_the_panel(addon, blender, said, how, token, sentence) -> None:
    for name, value in how.items():
        setattr(said, name, value)
    with serving(said) as server:
        press(addon, blender, server, token)
        wait(addon)
    assert sentence in addon.STATE.error and not blender.imported
    box = " ".join(text for kind, text in drawn(addon, blender) if kind == "label")
    assert sentence in box


def test_the_token_travels_and_only_to_that_server(addon, blender, said) -> None:
    said.token = "secret"
    said.takes[0]["files"]["bvh"] = "https://elsewhere.example/take.bvh"
    with serving(said) as server:
        press(addon, blender, server, token="secret")
        wait(addon)
    assert "file that is not its own" in addon.STATE.error
    assert {headers.get("Authorization") for _, _, headers, _ in said.asked} == {"Bearer secret"}


def test_a_take_with_parts_missing_is_no_crash(addon, blender, said) -> None:
    del said.takes[0]["steps"]
    with serving(said) as server:
        press(addon, blender, server)
        wait(addon)
    assert "did not answer as a Kinemind server" in addon.STATE.error


def test_what_is_refused_before_anything_is_sent(addon, blender) -> None:
    for server, wish, sentence in (
        ("file:///etc/passwd", {}, "The server's address looks like"),
        ("127.0.0.1:7860", {}, "The server's address looks like"),
        ("http://127.0.0.1:7860", {"text": "   "}, "Write what the figure does"),
    ):
        assert press(addon, blender, server, **wish) == {"CANCELLED"}
        assert sentence in addon.STATE.error == blender.reported[-1]
    blender.bpy.app.online_access = False
    assert press(addon, blender, "https://elsewhere.example") == {"CANCELLED"}
    assert "Allow online access" in addon.STATE.error and addon.STATE.work is None
    press(addon, blender, "http://127.0.0.1:9")
    wait(addon)
    assert "start one with: kinemind studio" in addon.STATE.error


def test_without_blenders_importer_the_panel_says_so(addon, blender, said) -> None:
    del blender.bpy.types.IMPORT_ANIM_OT_bvh
    with serving(said) as server:
        press(addon, blender, server)
        wait(addon)
    assert "BVH add-on is turned off" in addon.STATE.error


def test_the_stand_in_server_speaks_as_the_studio_does(addon, blender, said) -> None:
    """What the add-on sends and reads here is what the studio's own descriptions of both allow."""
    pytest.importorskip("fastapi", reason="the studio needs pip install '.[studio]'")
    from kinemind.studio.answers import AcceptedAnswer, ErrorAnswer, JobAnswer
    from kinemind.studio.requests import GenerateRequest

    with serving(said) as server:
        press(addon, blender, server)
        wait(addon)
    GenerateRequest.model_validate(said.asked[0][3])
    AcceptedAnswer.model_validate(said.answer("POST", "/v1/generate", {}, {})[1])
    said.looks = 0
    place = next(path for _, path, _, _ in said.asked if path.startswith("/v1/jobs/"))
    jobs = [said.answer("GET", place, {}, None)[1] for _ in range(3)]
    assert [JobAnswer.model_validate(job).status for job in jobs] == ["queued", "running", "done"]
    ErrorAnswer.model_validate(error("busy", "x"))
    assert PLACE in said.takes[0]["files"]["bvh"]


def python_with_bpy() -> str | None:
    """A Python that has Blender as a module: KINEMIND_BPY_PYTHON, or this one."""
    named = os.environ.get("KINEMIND_BPY_PYTHON")
    return named or (sys.executable if importlib.util.find_spec("bpy") else None)


@pytest.mark.skipif(
    python_with_bpy() is None,
    reason="Blender is not there: pip install bpy in some Python 3.11, and name it in KINEMIND_BPY_PYTHON",
)
def test_in_real_blender_the_joints_stand_where_ours_do(bvh: Path, motion: Motion, tmp_path: Path) -> None:
    said = told(bvh, "a person waves", STEPS, len(motion), num=2)
    said.token = "secret"
    said.looks = 3
    script = Path(__file__).with_name("in_blender.py")
    place = os.environ | {"BLENDER_USER_RESOURCES": str(tmp_path / "blender")}
    with serving(said) as server:
        ended = subprocess.run(
            [python_with_bpy() or "", str(script), str(ADDON), server, "24"],
            capture_output=True,
            text=True,
            env=place,
            timeout=300,
        )
    lines = [line for line in ended.stdout.splitlines() if line.startswith("FOUND ")]
    assert lines and ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    found = json.loads(lines[0].removeprefix("FOUND "))
    assert found["error"] == "" and all(found["classes"]) and found["gone"], found["version"]
    names = motion.skeleton.joint_names
    assert sorted(found["bones"]) == sorted(names)
    last = 11 + (len(motion) - 1) / motion.fps * 24
    assert found["frame_range"] == pytest.approx([11, last], abs=1e-3)
    markers = [[11, STEPS[0][0]], [11 + round(3.6 * 24), STEPS[1][0]]]
    assert found["pose_markers"] == markers
    assert found["timeline_markers"] == sorted([*markers, [12, "mine"]])
    assert found["beside"] == 1.5 and found["text"] == "a person waves"
    seen = np.array([[frame[name] for name in names] for frame in found["heads"]])
    x, y, z = np.moveaxis(motion.joints.astype(np.float64), -1, 0)
    assert np.abs(seen - np.stack([x, -z, y], -1)).max() < 1e-3  # z up, and the figure faces -Y
