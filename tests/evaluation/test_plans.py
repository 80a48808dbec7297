"""Plans against what was asked, and motions against their plans."""

import math
from pathlib import Path

import pytest

from kinemind.corpora import Corpus, open_data
from kinemind.errors import InputError
from kinemind.evaluation.plans import Asked, asked_of, evaluate_plans, judged, names, shown
from kinemind.generation import load
from kinemind.kinematics.phases import Phase
from kinemind.language.plan import PlanStep, parse_plan, to_steps
from kinemind.motion import Step
from tests.training.tiny import run

ASKED = (Asked("walk", "", "forward"), Asked("wave", "right"))
PHASES = (Phase("walk_forward", 0.0, 2.0), Phase("wave_right_hand", 2.1, 5.0))


def plan(*texts: str) -> list[PlanStep]:
    return [PlanStep(text, duration=2.5) for text in texts]


@pytest.mark.parametrize(
    ("texts", "number", "right"),
    [
        (("walks forward", "waves the right hand"), True, True),
        (("waves the right hand", "walks forward"), True, False),
        (("walks forward", "waves the left hand"), True, False),
        (("walks forward", "raises the right hand"), True, False),
        (("walks forward",), False, False),
        (("walks forward", "waves the right hand", "bows"), False, False),
        ((), False, False),
    ],
)
def test_a_plan_is_right_as_a_whole_or_not_at_all(texts: tuple[str, ...], number: bool, right: bool) -> None:
    made = plan(*texts)
    outcome = judged(made, ASKED, to_steps(made, 5.0), PHASES)
    assert (outcome.number, outcome.right) == (number, right)


def test_a_motion_follows_its_plan_step_by_step() -> None:
    made = plan("walks forward", "waves the right hand")
    steps = to_steps(made, 5.0)
    assert judged(made, ASKED, steps, PHASES).shown == (True, True)
    assert judged(made, ASKED, steps, PHASES[:1]).shown == (True, False)
    late = (Phase("walk_forward", 2.5, 5.0), Phase("wave_right_hand", 0.0, 2.5))
    assert judged(made, ASKED, steps, late).shown == (False, False)
    # what joints cannot tell is not counted
    danced = plan("dances")
    assert judged(danced, ASKED[:1], to_steps(danced, 2.0), PHASES).shown == ()


def test_a_phase_must_last_a_while_in_its_step() -> None:
    step = Step("waves the right hand", 0.0, 2.0)
    assert shown(step, ["wave_right_hand"], [Phase("wave_right_hand", 1.6, 5.0)])
    assert not shown(step, ["wave_right_hand"], [Phase("wave_right_hand", 1.8, 5.0)])
    assert not shown(step, ["wave_left_hand"], [Phase("wave_right_hand", 0.0, 2.0)])


def test_sides_count_where_captions_name_them() -> None:
    assert names("turns left", Asked("turn", "", "left")) and not names(
        "turns right", Asked("turn", "", "left")
    )
    assert names("puts something on the floor", Asked("put_down", "right", "down"))
    assert names("jumps forward", Asked("hop", "", "forward"))


@pytest.fixture(scope="module")
def corpus(shared: Path) -> Corpus:
    return open_data(shared / "data")


def test_the_labels_of_composites_are_known(corpus: Corpus) -> None:
    found = [asked_of(c, corpus) for c in corpus.composites("test")]
    assert all(asked is not None for asked in found)
    assert {len(asked) for asked in found if asked} == {2, 3, 4}


def test_the_report_has_its_rows_and_the_ground_truth_is_right(corpus: Corpus) -> None:
    rows = evaluate_plans(load(), corpus, "test", limit=12)
    assert set(rows) == {"generated", "ground_truth", "random"}
    for row in rows.values():
        for name in ("number", "right", "steps_shown", "plans_shown"):
            assert 0 <= row[name]["mean"] <= 1 and not math.isnan(row[name]["ci95"])
    truth = rows["ground_truth"]
    assert truth["right"]["mean"] > 0.97 and truth["steps_shown"]["mean"] > 0.9
    assert rows["random"]["right"]["mean"] < rows["generated"]["right"]["mean"]


def test_data_without_composites_is_refused(tiny_data: Path) -> None:
    with pytest.raises(InputError, match="composites"):
        evaluate_plans(load(), open_data(tiny_data), "train")
    assert run("eval", "plans", "--data", tiny_data) == 2


def test_parsed_plans_can_be_judged() -> None:
    text = (
        "Two actions. 1. The person walks forward (legs, forward, 2.0 s). 2. Then the person waves the right "
        "hand (right arm, up, 3.0 s)."
    )
    made = parse_plan(text)
    assert judged(made, ASKED, to_steps(made, 5.0), PHASES).right
