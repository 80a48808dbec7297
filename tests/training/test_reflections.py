"""Critiques made up backwards from true records."""

import numpy as np

from kinemind.cot.records import CotRecord
from kinemind.training.reflections import Reflections


def record(seconds: float, task: str = "t2m", text: str = "raises the left hand") -> CotRecord:
    reasoning = (
        f"Two actions. 1. The person walks forward (legs, forward, {seconds} s). "
        f"2. Then the person {text} (left arm, up, {seconds} s)."
    )
    return CotRecord(
        task=task, caption="a person walks, then raises the left hand", motion_tokens=(1, 2, 3, 4),
        reasoning=reasoning, sample_weight=1.0, id=f"{task}/{seconds}", clip="c", split="train",
    )  # fmt: skip


def test_a_step_was_missing_only_where_the_record_shows_it_at_length():
    made = Reflections([record(s) for s in (1.0, 2.0, 3.0, 4.0, 5.0)])
    rng = np.random.default_rng(0)
    long = [made.critique(record(5.0), rng) for _ in range(60)]
    short = [made.critique(record(1.0), rng) for _ in range(60)]
    named = {step for critique in long if critique for step in critique.missing}
    assert named == {"walks forward", "raises the left hand"}
    assert not any(critique.missing for critique in short if critique)


def test_the_other_side_is_what_was_not_asked():
    made = Reflections([record(2.0)])
    rng = np.random.default_rng(0)
    found = [critique for _ in range(80) if (critique := made.critique(record(2.0), rng))]
    assert {critique.extra for critique in found} == {(), ("raises the right hand",)}
    assert all(c.missing == ("raises the left hand",) for c in found if c.extra)


def test_a_description_has_no_flaws_of_motion():
    made = Reflections([record(2.0)])
    rng = np.random.default_rng(1)
    described = [made.critique(record(2.0, "m2t"), rng) for _ in range(60)]
    generated = [made.critique(record(2.0), rng) for _ in range(60)]
    assert not any(critique.flaws for critique in described if critique)
    assert any(critique.flaws for critique in generated if critique)
    assert all("said" in critique.text for critique in described if critique and critique.missing)
