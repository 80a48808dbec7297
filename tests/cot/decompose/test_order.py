"""Words of order: the steps come in the order of doing, however they are told."""

from __future__ import annotations

import pytest

from kinemind.cot.decompose import SubAction, decompose
from kinemind.evaluation.prompts.judged_steps import JudgedStep
from kinemind.evaluation.prompts.multi_step import PROMPTS
from tests.cot.decompose.test_decomposition import short


def wanted(step: JudgedStep) -> tuple[str, str]:
    """Action and side or way of a judged step: "raise left hand" is ("raise", "left")."""
    action, *rest = step.name.split()
    return action, next((word for word in rest if word in ("left", "right", "both", "backward")), "")


def read(sub: SubAction) -> tuple[str, str]:
    way = sub.direction if sub.action in ("walk", "run", "turn") and sub.direction != "forward" else ""
    return sub.action, sub.side or way


@pytest.mark.parametrize(("prompt", "steps"), PROMPTS)
def test_the_prompts_of_the_evaluation_are_read_as_their_steps(
    prompt: str, steps: tuple[JudgedStep, ...]
) -> None:
    subs = decompose(prompt)
    assert [read(sub) for sub in subs] == [wanted(step) for step in steps]
    assert not any(sub.meanwhile for sub in subs)


@pytest.mark.parametrize(
    ("caption", "steps"),
    [
        ("following a squat, the man raises his left hand", ["squat", "raise:left"]),
        ("a person waves with the right hand after a deep bow", ["bow", "wave:right"]),
        ("before a left turn, someone bows", ["bow", "turn:left"]),
        ("after two bows, she waves with both hands", ["bow", "bow", "wave:both"]),
        ("after a few steps back, he bows", ["walk:backward", "bow"]),
        ("after a person bows, he waves with the left hand", ["bow", "wave:left"]),
        ("a person walks forward and ends with a bow", ["walk:forward", "bow"]),
        ("he walks ahead, stops, followed by a wave with the right hand",
         ["walk:forward", "stand", "wave:right"]),
        ("the man walks forward, and after stopping he bows", ["walk:forward", "stand", "bow"]),
        ("a person bows, stops, and walks forward again", ["bow", "stand", "walk:forward"]),
        ("an individual breaks into a run after a short walk", ["walk", "run"]),
        ("a person runs and slows down to a walk", ["run", "walk"]),
        ("a woman kicks with her left leg, starts to walk, and then bows", ["kick:left", "walk", "bow"]),
    ],
)  # fmt: skip
def test_order_is_read(caption: str, steps: list[str]) -> None:
    assert [step.removesuffix(":up").removesuffix(":down") for step in short(caption)] == steps
