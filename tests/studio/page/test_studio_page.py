"""The studio's page in a browser, on answers of the API that this test gives."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from kinemind.formats.html_page import view_of
from kinemind.motion import Motion
from tests.studio.page.answers import HOME, REASONING, Answers
from tests.studio.page.conftest import Watched
from tests.studio.page.test_take_page import FRAME, UNNAMED, picture, pixels
from tests.studio.page.waiting import wait_for

PROMPT = "a person walks, then raises the right hand"


class Open(Watched):
    answers: Answers


@pytest.fixture
def opened(browser, walking: Motion) -> Iterator[Open]:
    watched = Open(browser)
    watched.answers = Answers(watched.page, walking)
    watched.page.goto(HOME)
    wait_for(watched.page, "document.querySelector('#bundle').textContent")
    yield watched
    assert not watched.faults
    watched.close()


def generate(opened: Open, text: str = PROMPT) -> None:
    opened.page.get_by_label("What does the figure do?").fill(text)
    opened.page.keyboard.press("Enter")


def sent(opened: Open) -> dict:
    return json.loads(next(body for path, body in reversed(opened.answers.asked) if path == "/v1/generate"))


def test_a_sentence_becomes_a_plan_and_a_playing_figure(opened: Open):
    page = opened.page
    assert page.evaluate(UNNAMED) == []
    generate(opened)
    page.wait_for_selector(".files li")
    request = sent(opened)
    assert request["text"] == PROMPT and request["num"] == 1 and "html" in request["formats"]
    assert page.locator(".plan-item").count() == 2
    assert page.locator(".segment .label").all_inner_texts() == ["walks forward", "raises the right hand"]
    assert page.locator("#live").inner_text() == (
        "The take is ready: walks forward, then raises the right hand."
    )
    wait_for(page, f"{FRAME} > 1")
    assert pixels(picture(page)).std() > 12
    # every file is fetched from its link and saved by the server's name
    for name in ("bvh", "glb", "mp4", "html", "npz"):
        with page.expect_download() as download:
            page.locator(f"[data-format={name}]").click()
        assert download.value.suggested_filename == f"walk-00.{name}"
    assert page.locator("#history .past").count() == 1
    assert page.evaluate(UNNAMED) == []
    assert all(url.startswith((HOME, "data:", "blob:")) for url in opened.requests)


def test_takes_and_candidates_are_kept_by_hand(opened: Open):
    page = opened.page
    page.evaluate("document.querySelector('#more').open = true")
    page.get_by_role("spinbutton", name="Takes").fill("2")
    page.get_by_role("spinbutton", name="Seed").fill("5")
    page.get_by_label("Chain-of-Motion").check()
    generate(opened)
    page.wait_for_selector(".files li")
    request = sent(opened)
    assert (request["num"], request["seed"], request["use_com"]) == (2, 5, True)
    assert page.get_by_role("tab").count() == 2
    page.get_by_role("tab", name="Take 2").click()
    wait_for(page, "document.querySelector('.meta').textContent.includes('seed 6')")
    page.get_by_role("tab", name="Take 1").click()
    wait_for(page, "document.querySelector('.meta').textContent.includes('seed 5')")
    assert page.locator(".critique").inner_text() == "Lift it higher."
    best = page.get_by_role("button", name="Keep candidate 2, score 0.70, the best")
    assert best.get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Keep candidate 1").click()
    page.wait_for_selector(".card[aria-pressed=true] >> text=0.40")
    with page.expect_download() as download:
        page.locator("[data-format=bvh]").click()
    assert download.value.suggested_filename == "walk-00-c00.bvh"


def test_a_file_is_played_and_described(opened: Open, walking: Motion):
    answer = {
        "caption": "a person walks and lifts an arm",
        "reasoning": REASONING,
        "steps": opened.answers.steps(),
        "bundle": "nano",
        "facts": {"seconds": 3.0, "fps": 20.0, "gait": {"steps": [{}, {}]}, "phases": []},
        "view": view_of(walking),
    }
    opened.answers.by_path["/v1/caption"] = lambda route: route.fulfill(json=answer)
    opened.answers.by_path["/v1/convert"] = lambda route: route.fulfill(json={"file": "/v1/files/x/clip.glb"})
    page = opened.page
    page.evaluate(
        """() => { const data = new DataTransfer(); data.items.add(new File(['HIERARCHY'], 'clip.bvh'));
        for (const type of ['dragenter', 'drop'])
          window.dispatchEvent(new DragEvent(type, {dataTransfer: data, cancelable: true})); }"""
    )
    page.wait_for_selector(".facts")
    assert page.locator(".result-title").inner_text() == answer["caption"]
    assert page.locator(".facts dd").all_inner_texts() == ["3.0 s at 20 fps", "2"]
    assert page.locator("[data-format=bvh]").count() == 0
    with page.expect_download() as download:
        page.locator("[data-format=glb]").click()
    assert download.value.suggested_filename == "walk-clip.glb"
    page.locator("#file").set_input_files({"name": "a.fbx", "mimeType": "", "buffer": b"x"})
    assert "readable are bvh, npz, npy" in page.locator(".notice").inner_text()
    page.locator("#file").set_input_files({"name": "a.bvh", "mimeType": "", "buffer": bytes(2**20 + 1)})
    assert "at most 1 MB" in page.locator(".notice").inner_text()


def test_refusals_say_what_to_do(opened: Open):
    page, answers = opened.page, opened.answers
    page.get_by_role("button", name="Generate").click()
    assert "The prompt is empty" in page.locator(".notice").inner_text()

    def refuse(status: int, code: str, message: str, **headers: str) -> None:
        body = {"error": {"code": code, "message": message}}
        answers.by_path["/v1/generate"] = lambda route: route.fulfill(
            status=status, json=body, headers=headers
        )

    refuse(429, "busy", "the queue is full", **{"Retry-After": "60"})
    generate(opened)
    page.wait_for_selector(".notice.wait")
    assert "The queue is full." in page.locator(".notice").inner_text()
    assert page.get_by_role("button", name="Generate").is_enabled()
    refuse(401, "unauthorized", "a token is needed")
    page.get_by_role("button", name="Try again").click()
    page.get_by_label("Token").fill("opensesame")
    answers.by_path["/v1/generate"] = lambda route: (
        answers.stream(route, [("error", {"code": "internal", "message": "the decoder broke"})])
        if route.request.headers.get("authorization") == "Bearer opensesame"
        else route.abort()
    )
    page.get_by_role("button", name="Use").click()
    page.wait_for_selector(".notice.bad")
    assert "The decoder broke." in page.locator(".notice").inner_text()
    assert page.locator("#text").input_value() == PROMPT


def test_a_lost_server_is_told_and_found_again(opened: Open):
    page, answers = opened.page, opened.answers
    answers.by_path["/v1/generate"] = lambda route: route.abort()
    answers.by_path["/healthz"] = lambda route: route.abort()
    generate(opened)
    page.wait_for_selector("#banner:not([hidden])")
    assert "kinemind studio" in page.locator("#banner").inner_text()
    answers.by_path["/healthz"] = lambda route: route.fulfill(json={"status": "ok"})
    page.wait_for_selector("#banner", state="hidden")
    answers.by_path.clear()
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".files li")


def test_a_link_makes_the_take_again(opened: Open):
    page = opened.page
    page.goto(f"{HOME}?text=someone+bows&seed=41&bundle=other&com=1&com_candidates=3")
    page.wait_for_selector(".files li")
    request = sent(opened)
    assert (request["text"], request["seed"], request["use_com"]) == ("someone bows", 41, True)
    assert request["com_candidates"] == 3
    page.wait_for_selector(".notice")
    assert "the bundle other" in page.locator(".notice").inner_text()
    # no clipboard without https: the link is shown instead
    page.evaluate("delete Navigator.prototype.clipboard")
    page.get_by_role("button", name="Copy a link").click()
    link = parse_qs(urlsplit(page.locator(".copy-link").inner_text()).query)
    assert link["text"] == ["someone bows"] and link["seed"] == ["41"] and link["bundle"] == ["nano"]
    assert link["com"] == ["1"] and link["com_candidates"] == ["3"]
    # the history outlives a reload
    page.goto(HOME)
    page.locator(".past").click()
    page.wait_for_selector(".segment")
    assert page.locator("#text").input_value() == "someone bows"


def test_a_phone_scrolls_one_way(browser, walking: Motion):
    watched = Watched(browser, has_touch=True)
    Answers(watched.page, walking)
    watched.page.set_viewport_size({"width": 390, "height": 844})
    watched.page.goto(f"{HOME}?text=someone+bows&seed=1")
    watched.page.wait_for_selector(".files li")
    assert watched.page.evaluate("document.documentElement.scrollWidth") == 390
    small = watched.page.evaluate(
        """() => [...document.querySelectorAll('.transport button, .tools button, .send > button')]
        .filter((e) => e.offsetParent !== null && e.getBoundingClientRect().height < 36)
        .map((e) => e.outerHTML)"""
    )
    assert small == [] and not watched.faults
    watched.close()
