"""The .html file of a take, in a browser: it plays by itself, by keys, and asks nothing of the network."""

import numpy as np

from kinemind.formats.html_page import write_html
from kinemind.motion import Motion
from kinemind.skeletons import KIT21
from tests.studio.page.conftest import Watched
from tests.studio.page.waiting import wait_for

FRAME = "Number(document.querySelector('.frame').textContent.match(/\\d+/)[0])"
UNNAMED = """() => [...document.querySelectorAll('button, input, select, textarea, a, canvas, [role]')]
  .filter((e) => e.offsetParent !== null && !e.matches('[role=alert], [role=status]'))
  .filter((e) => !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length
                   || e.textContent.trim()))
  .map((e) => e.outerHTML.slice(0, 120))"""


def picture(page) -> bytes:
    return page.locator("canvas").first.screenshot()


def pixels(data: bytes) -> np.ndarray:
    import cv2

    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).astype(float)


def test_it_plays_offline(played: Watched):
    page = played.page
    wait_for(page, f"{FRAME} > 1")
    page.keyboard.press("Space")
    before = pixels(picture(page))
    # a figure, not an empty stage: far from the colour of the background
    assert before.std() > 12
    page.keyboard.press("End")
    wait_for(page, f"{FRAME} === 60")
    assert np.abs(pixels(picture(page)) - before).max() > 60
    assert [url for url in played.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert len(played.requests) == 1 and not played.faults


def test_it_shows_the_plan(played: Watched):
    page = played.page
    assert page.locator("h1").inner_text() == "a person walks, then raises the right hand"
    assert page.locator("#facts").inner_text() == "3.0 s · 60 frames at 20 fps · seed 7"
    assert page.locator(".plan-item .words").all_inner_texts() == [
        "The person walks forward (legs, forward, 1.5 s).",
        "Then the person raises the right hand (right arm, up, 1.5 s).",
    ]
    labels = [segment.get_attribute("aria-label") for segment in page.locator(".segment").all()]
    assert labels == [
        "1. walks forward, 0.0 to 1.5 seconds",
        "2. raises the right hand, 1.5 to 3.0 seconds",
    ]


def test_keys_play_step_pick_and_let_go(played: Watched):
    page = played.page
    wait_for(page, f"{FRAME} > 1")
    page.keyboard.press("k")
    assert page.get_by_label("Play", exact=True).count() == 1
    page.keyboard.press("Home")
    assert page.evaluate(FRAME) == 1
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FRAME) == 3
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(FRAME) == 2
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate(FRAME) == 22
    page.keyboard.press("]")
    assert page.get_by_label("Speed").input_value() == "1.5"
    page.keyboard.press("l")
    assert page.get_by_label("Loop").get_attribute("aria-pressed") == "false"
    plain = pixels(picture(page))
    page.keyboard.press("2")
    page.keyboard.press("Space")
    pressed = [s.get_attribute("aria-pressed") for s in page.locator(".segment").all()]
    assert pressed == ["false", "true"]
    assert 31 <= page.evaluate(FRAME) <= 60
    page.keyboard.press("Home")
    page.keyboard.press("Escape")
    assert page.locator(".segment[aria-pressed=true]").count() == 0
    assert plain.shape == pixels(picture(page)).shape and not played.faults


def test_a_picked_step_colours_its_limb(played: Watched):
    page = played.page
    page.emulate_media(reduced_motion="reduce")
    wait_for(page, f"{FRAME} > 1")
    page.keyboard.press("Space")
    page.evaluate("document.querySelector('.scrub').valueAsNumber = 1.5")
    page.locator(".scrub").dispatch_event("input")
    plain = pixels(picture(page))
    page.locator(".segment").nth(1).click()
    page.wait_for_timeout(500)
    page.locator("canvas").hover(position={"x": 2, "y": 2})
    changed = np.abs(pixels(picture(page)) - plain).max(-1) > 40
    assert 50 < changed.sum() < 0.1 * changed.size


def test_everything_has_a_name(played: Watched):
    page = played.page
    assert page.evaluate(UNNAMED) == []
    assert "of 3.0 seconds" in page.locator(".scrub").get_attribute("aria-valuetext")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keyboard").is_visible()
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")


def test_those_who_want_no_motion_get_none(browser, tmp_path, walking: Motion):
    watched = Watched(browser, reduced_motion="reduce")
    write_html(walking, tmp_path / "take.html")
    watched.page.goto((tmp_path / "take.html").as_uri())
    watched.page.wait_for_selector("html[data-ready]")
    watched.page.wait_for_timeout(400)
    assert watched.page.evaluate(FRAME) == 1
    assert watched.page.get_by_label("Play", exact=True).is_visible()
    watched.close()


def test_a_hostile_prompt_is_only_text(watched: Watched, tmp_path, standing):
    text = "</script><script>document.title='taken'</script><!--{{script}}<img src=x onerror=alert(1)>"
    motion = Motion(np.repeat(standing[None], 8, axis=0), 20.0, text=text)
    write_html(motion, tmp_path / "take.html", reasoning=f"1. {text} (legs, forward, 0.4 s).")
    watched.page.goto((tmp_path / "take.html").as_uri())
    watched.page.wait_for_selector("html[data-ready]")
    assert watched.page.locator("h1").inner_text() == text
    assert watched.page.title().startswith("</script>")
    assert watched.page.locator("img").count() == 0 and len(watched.requests) == 1
    assert not watched.faults


def test_other_skeletons_play(watched: Watched, tmp_path):
    joints = np.zeros((30, 21, 3))
    for joint, parent in enumerate(KIT21.parents):
        if parent >= 0:
            joints[:, joint] = joints[:, parent] + KIT21.rest_offsets[joint]
    joints[:, :, 1] -= joints[..., 1].min()
    joints[:, :, 2] += np.linspace(0, 0.5, 30)[:, None]
    write_html(Motion(joints, 12.5, KIT21), tmp_path / "take.html")
    watched.page.goto((tmp_path / "take.html").as_uri())
    wait_for(watched.page, f"{FRAME} > 1")
    assert pixels(picture(watched.page)).std() > 12 and not watched.faults


def test_without_webgl_the_figure_is_flat(watched: Watched, tmp_path, walking: Motion):
    watched.page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        "  return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    write_html(walking, tmp_path / "take.html")
    watched.page.goto((tmp_path / "take.html").as_uri())
    wait_for(watched.page, f"{FRAME} > 1")
    assert "no WebGL" in watched.page.locator(".stage-note").inner_text()
    assert pixels(picture(watched.page)).std() > 8
