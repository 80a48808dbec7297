"""Rule-made plans of the bench: canonical words, sides, styles, durations."""

from pathlib import Path

import numpy as np
import pytest

from kinemind.augmentation.captions import mirror_caption
from kinemind.corpora.bench import open_bench
from kinemind.corpora.clip import Caption, Clip, Composite, CompositePart
from kinemind.cot.rule_plans import plan_for_clip, plan_for_composite, plan_from_caption
from kinemind.cot.wording import body_part, direction, predicate
from kinemind.language.plan import BODY_PARTS, DIRECTIONS, PlanStep, parse_plan, write_plan
from kinemind.motion import Motion


def clip(content: str | None, caption: str, style: str | None = None, frames: int = 46) -> Clip:
    motion = Motion(np.zeros((frames, 22, 3), np.float32), 20.0)
    return Clip(id="c", motion=motion, captions=(Caption(caption),), content=content, style=style)


def test_content_style_height_and_mirror():
    raised = clip("raise-up-left-hand", "a tired man raises his left hand to head height.", "tired")
    assert plan_for_clip(raised) == (
        PlanStep("raises the left hand to head height, tired", "left arm", "up", 2.3),
    )
    assert plan_for_clip(raised, mirrored=True) == (
        PlanStep("raises the right hand to head height, tired", "right arm", "up", 2.3),
    )
    kick = plan_for_clip(clip("kick-left-front", "a person kicks.", "normal"), mirrored=True)
    assert kick[0].text == "kicks with the right leg" and kick[0].body_part == "right leg"


def test_unknown_content_takes_the_captions_own_words():
    (first, second) = plan_for_clip(clip("fancy", "a tired man is waving his left hand and then walks back."))
    assert first == PlanStep("waving the left hand", "left arm", "up", 1.15)
    assert second.text == "walks back" and second.duration == pytest.approx(1.15)
    assert plan_from_caption("someone bows", 2.0) == (PlanStep("bows", "torso", "in place", 2.0),)


@pytest.mark.parametrize(
    ("text", "part", "way"),
    [
        ("kicks with the right leg", "right leg", "forward"),
        ("turns to the left", "legs", "left"),
        ("waves both hands", "both arms", "up"),
        ("walks backwards", "legs", "backward"),
        ("thinks", "whole body", "in place"),
    ],
)
def test_body_part_and_direction_from_words(text, part, way):
    assert (body_part(text), direction(text)) == (part, way)
    assert body_part(mirror_caption(text)) == mirror_caption(part)


def test_predicates():
    assert predicate("In a lively manner, a person takes a deep bow.") == "takes a deep bow"
    assert predicate("the figure is lifting their arms") == "lifting the arms"


def test_composites_have_a_step_a_part():
    walk, wave = clip("walk", "a person walks."), clip("wave-right-hand", "a person waves.", "proud")
    parts = (CompositePart("w", 4, 40, "walks"), CompositePart("v", 0, 46, "gives a wave"))
    recipe = Composite("k", "train", parts, 80, ())
    clips = {"w": walk, "v": wave}
    steps = plan_for_composite(recipe, clips)
    assert [s.text for s in steps] == ["walks forward", "waves the right hand, proud"]
    assert [s.duration for s in steps] == [1.8, 2.3]
    assert plan_for_composite(recipe, clips, mirrored=True)[1].body_part == "left arm"
    assert plan_for_composite(recipe, clips, wording="parts")[1].text == "gives a wave"
    assert plan_for_composite(recipe, {})[1].text == "gives a wave"


def test_every_bench_plan_is_sound(shared: Path):
    corpus = open_bench(shared / "data")
    clips = {c.id: c for c in corpus.all_clips}
    plans = [(plan_for_clip(c, m), c.num_frames / 20) for c in corpus.all_clips for m in (False, True)]
    plans += [
        (plan_for_composite(k, clips, m), sum(p.end - p.start for p in k.parts) / 20)
        for k in corpus.all_composites
        for m in (False, True)
    ]
    for plan, seconds in plans:
        assert {s.body_part for s in plan} <= set(BODY_PARTS)
        assert {s.direction for s in plan} <= set(DIRECTIONS)
        assert sum(s.duration for s in plan) == pytest.approx(seconds)
        text = write_plan(plan)
        assert write_plan(parse_plan(text)) == text
    sided = [c for c in corpus.all_clips if c.side in ("left", "right") and c.content != "elbow-to-knee"]
    for c in sided:
        assert c.side in plan_for_clip(c)[0].text
        assert c.side not in plan_for_clip(c, mirrored=True)[0].text.split()
