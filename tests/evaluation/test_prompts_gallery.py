"""The gallery: judges of what joints can tell, small pictures, and a page rewritten between its marks."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from kinemind.corpora.synthetic import perform
from kinemind.errors import InputError
from kinemind.evaluation.prompts.gallery import EXHIBITS, REMARKS, flips
from kinemind.evaluation.prompts.gallery_page import BEGIN, END, make_pieces, rewrite, table_of
from kinemind.evaluation.prompts.small_picture import MAX_BYTES, palette_png, write_small_picture
from kinemind.kinematics.facts import measure
from kinemind.motion import Motion

JUDGES = {exhibit.name: exhibit.passes for exhibit in EXHIBITS}


def passes(name: str, motion: Motion) -> bool:
    judge = JUDGES[name]
    assert judge is not None
    return judge(motion, measure(motion))


def test_the_six_prompts_of_the_issue_and_remarks_that_belong_to_one():
    said = " ".join(exhibit.prompt.lower() for exhibit in EXHIBITS)
    for words in ("tai chi", "coffee", "backflips three times", "up stairs", "infinity", "karate"):
        assert words in said
    assert set(REMARKS) <= set(JUDGES) and len(JUDGES) == len(EXHIBITS)
    assert all(bool(exhibit.asks) == (exhibit.passes is not None) for exhibit in EXHIBITS)


def test_stairs_are_judged_by_the_height_that_is_gained():
    walk = perform("walk-forward")
    climb = walk.joints.copy()
    climb[:, :, 1] += np.linspace(0, 0.9, len(climb))[:, None]
    assert passes("stairs", replace(walk, joints=climb, rotations=None, offsets=None))
    assert not passes("stairs", walk)


def test_flips_are_counted_by_the_head_below_the_pelvis():
    jumps = perform("jump", "jump", "jump")
    assert flips(jumps) == 0 and not passes("backflips", jumps)
    joints, pelvis = jumps.joints.copy(), jumps.joints[:, :1].copy()
    for jump in measure(jumps).vertical.jumps:
        air = slice(round(jump.start * jumps.fps) + 2, round(jump.end * jumps.fps) - 2)
        joints[air] = pelvis[air] - (joints[air] - pelvis[air])
    over = replace(jumps, joints=joints, rotations=None, offsets=None)
    assert flips(over) == 3


def test_paths_and_strikes():
    assert passes("curve", perform("walk-turn-right", "walk-turn-right"))
    assert not passes("curve", perform("walk-turn-left", "walk-turn-left"))
    loops = perform(*["walk-turn-left"] * 4, *["walk-turn-right"] * 4)
    assert passes("infinity", loops) and not passes("infinity", perform(*["walk-turn-left"] * 4))
    assert passes("karate", perform("punch-right", "walk-forward", "kick-left"))
    assert not passes("karate", perform("punch-right", "kick-left"))
    assert passes("look-kick", perform("kick-right")) and not passes("look-kick", perform("kick-left"))


def test_a_palette_picture_shows_the_same_in_few_bytes(tmp_path: Path, rng: np.random.Generator):
    few = rng.integers(0, 256, (5, 3), np.uint8)[rng.integers(0, 5, (40, 60))]
    read = cv2.imdecode(np.frombuffer(palette_png(few, 8), np.uint8), cv2.IMREAD_COLOR)
    assert (read[:, :, ::-1] == few).all()
    path = write_small_picture(
        replace(perform("walk-forward", "bow"), text="walks, then bows"), tmp_path / "p.png"
    )
    image = cv2.imread(str(path))
    assert path.stat().st_size <= MAX_BYTES and image.shape[1] > 600
    assert 8 <= len(np.unique(image.reshape(-1, 3), axis=0)) <= 64


def test_the_page_is_rewritten_between_its_marks_only(tmp_path: Path):
    walk = perform("walk-forward")
    pieces = make_pieces(lambda prompt, seed: walk, [0, 1])
    told = {piece.exhibit.name: piece for piece in pieces}
    assert told["coffee"].verdict == "not judged" and told["karate"].verdict == "**failed**, 0 of 2"
    assert told["coffee"].to_json()["plan"] == ["walks forward"]
    page = tmp_path / "gallery.md"
    page.write_text(f"# Gallery\n\n{BEGIN}\nold\n{END}\n\nafter\n")
    rewrite(page, table_of(pieces, "gallery"))
    text = page.read_text()
    assert (
        text.startswith(f"# Gallery\n\n{BEGIN}") and text.endswith(f"{END}\n\nafter\n") and "old" not in text
    )
    for exhibit in EXHIBITS:
        assert f"![{exhibit.prompt}](gallery/{exhibit.name}.png)" in text
    rewrite(page, "new")
    assert page.read_text().count(BEGIN) == 1 and "gallery/" not in page.read_text()
    page.write_text("no marks")
    with pytest.raises(InputError, match="to write between"):
        rewrite(page, "new")
