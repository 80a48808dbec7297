"""Rewards as TRL calls them: real functions over answers that are read once a batch."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kinemind.bundle import Bundle
from kinemind.language.grammar import write
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy
from kinemind.rewards import REWARDS
from kinemind.rewards.judges import Judges
from kinemind.rewards.reward import Reward
from kinemind.rewards.rollouts import Rollouts
from kinemind.training.rlvr.scoring import Scoring

CODES = (1, 5, 9, 2, 2, 7)
GOOD_T2M = write("morl", "t2m", reasoning="walks", codes=CODES)
GOOD_M2T = write("morl", "m2t", reasoning="walks", answer="a person walks")
BATCH: list[tuple[str, str]] = [
    ("t2m", GOOD_T2M), ("m2t", GOOD_M2T), ("t2m", "walks"), ("m2t", GOOD_T2M), ("t2m", GOOD_T2M[:-9]),
]  # fmt: skip


@pytest.fixture
def scoring(bundle: Path) -> Scoring:
    opened = Bundle.open(bundle)
    policy = Policy.load(bundle / "policy")
    return Scoring(policy, "morl", Limits(min_motion=4, max_motion=10), Judges(opened.motion_tokenizer))


def ask(scoring: Scoring, names: Sequence[str], end: bool = True) -> tuple[dict[str, Any], list[tuple]]:
    """The scores of BATCH by every component, and the metrics that were logged."""
    tokenizer = scoring.policy.tokenizer
    ids = [tokenizer(text, add_special_tokens=False)["input_ids"] for _, text in BATCH]
    logged: list[tuple] = []
    columns = {
        "completion_ids": [[*row, tokenizer.eos_token_id] if end else row for row in ids],
        "task": [task for task, _ in BATCH],
        "caption": ["a person walks"] * len(BATCH),
        "codes": [list(CODES)] * len(BATCH),
        "log_metric": lambda *said: logged.append(said),
        "prompts": [""] * len(BATCH),
    }
    return {name: scoring.function(name)(**columns) for name in names}, logged


@pytest.mark.parametrize("end", [True, False])
def test_a_component_scores_its_own_tasks_and_says_nothing_of_others(scoring: Scoring, end: bool):
    found, logged = ask(scoring, ["format", "physical_plausibility"], end)
    assert found["format"] == [1.0, 1.0, -1.0, -1.0, -1.0]
    physical = found["physical_plausibility"]
    assert physical[1] is None and physical[3] is None, "an m2t answer has no motion to judge"
    assert physical[2] == physical[4] == REWARDS["physical_plausibility"].lowest
    assert 0 <= physical[0] <= 1
    assert logged == [("parse_rate", 0.4)], "once a batch, not once a component"


def test_functions_carry_the_names_that_are_logged(scoring: Scoring):
    assert [scoring.function(name).__name__ for name in REWARDS] == list(REWARDS)


def test_answers_are_read_once_a_batch_and_anew_for_the_next(
    scoring: Scoring, monkeypatch: pytest.MonkeyPatch
):
    seen: list[Rollouts] = []

    def look(rollouts: Rollouts) -> np.ndarray:
        seen.append(rollouts)
        return np.zeros(len(rollouts))

    for name in ("format", "reasoning_coherence"):
        monkeypatch.setitem(REWARDS, name, Reward(name, look, 0.0, 1.0))
    ask(scoring, ["format", "reasoning_coherence"])
    t2m, m2t, again, again_m2t = seen
    assert t2m is again and m2t is again_m2t
    assert (t2m.task, m2t.task) == ("t2m", "m2t") and (len(t2m), len(m2t)) == (3, 2)
    assert t2m.answers[0].codes == CODES and t2m.references[0] == CODES
    ask(scoring, ["format"])
    assert seen[4] is not t2m
