"""Twenty prompts of two to four steps, and whether a motion shows every step in the right order.

Written for this check out of actions that the data knows; the wordings are not those of its captions.  A
motion may do more than it was asked for: judged is that all that was asked for is there, in its order.
"""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.evaluation.prompts.check import Generate, PromptCheck, PromptReport, judge_prompts
from kinemind.evaluation.prompts.judged_steps import (
    BOW,
    KICK_LEFT,
    KICK_RIGHT,
    LIE,
    RAISE_BOTH,
    RAISE_LEFT,
    RAISE_RIGHT,
    RUN,
    SQUAT,
    STOP,
    TURN_LEFT,
    TURN_RIGHT,
    WALK,
    WALK_BACK,
    WAVE_BOTH,
    WAVE_LEFT,
    WAVE_RIGHT,
    JudgedStep,
    order_of,
)
from kinemind.kinematics.facts import Facts
from kinemind.motion import Motion

TARGET = 0.8
"""Share of all samples that are to show every step in the right order."""

PROMPTS: tuple[tuple[str, tuple[JudgedStep, ...]], ...] = (
    (
        "a person walks backwards, stops, raises both hands, then bows",
        (WALK_BACK, STOP, RAISE_BOTH, BOW),
    ),
    ("a person walks forward, turns left, then walks on", (WALK, TURN_LEFT, WALK)),
    ("someone runs forward, stops, and waves with the right hand", (RUN, STOP, WAVE_RIGHT)),
    ("a man raises his left hand, then his right hand", (RAISE_LEFT, RAISE_RIGHT)),
    ("a person waves with both hands and then walks forward", (WAVE_BOTH, WALK)),
    ("a person squats down, gets up again and raises both hands", (SQUAT, RAISE_BOTH)),
    ("a person kicks with the right leg, then with the left leg", (KICK_RIGHT, KICK_LEFT)),
    ("a person turns right, then turns left, and then bows", (TURN_RIGHT, TURN_LEFT, BOW)),
    ("after a bow, the person waves with the left hand", (BOW, WAVE_LEFT)),
    ("a person walks forward and then starts to run", (WALK, RUN)),
    ("a person raises both hands, does a squat and then walks forward", (RAISE_BOTH, SQUAT, WALK)),
    (
        "a woman walks forward, turns right, stops and waves with her left hand",
        (WALK, TURN_RIGHT, STOP, WAVE_LEFT),
    ),
    ("a person bows, raises the right hand, and bows again", (BOW, RAISE_RIGHT, BOW)),
    ("someone runs, turns left and walks on", (RUN, TURN_LEFT, WALK)),
    ("a person waves with the right hand, then steps backwards, then bows", (WAVE_RIGHT, WALK_BACK, BOW)),
    ("before raising both hands, a person kicks with the left leg", (KICK_LEFT, RAISE_BOTH)),
    ("a person walks forward, stops and lies down on the floor", (WALK, STOP, LIE)),
    ("a person walks, turns left, turns right and stops", (WALK, TURN_LEFT, TURN_RIGHT, STOP)),
    (
        "a person squats, kicks with the right leg and finally waves with both hands",
        (SQUAT, KICK_RIGHT, WAVE_BOTH),
    ),
    (
        "first raise the right hand, then the left one, then walk forward and bow",
        (RAISE_RIGHT, RAISE_LEFT, WALK, BOW),
    ),
)


def shows_in_order(steps: Sequence[JudgedStep], facts: Facts) -> bool:
    """Whether every step is seen, each after the one that it follows."""
    return len(order_of(steps, facts)) == len(steps)


def _check(prompt: str, steps: tuple[JudgedStep, ...]) -> PromptCheck:
    def passes(motion: Motion, facts: Facts) -> bool:
        del motion
        return shows_in_order(steps, facts)

    def shows(facts: Facts) -> str:
        found = order_of(steps, facts)
        said = [f"{step.name} {s.start:.1f} s" for step, s in zip(steps, found, strict=False)]
        missing = [] if len(found) == len(steps) else [f"no {steps[len(found)].name} from there on"]
        return ", ".join([*said, *missing])

    return PromptCheck(prompt, passes, shows)


MULTI_STEP: tuple[PromptCheck, ...] = tuple(_check(prompt, steps) for prompt, steps in PROMPTS)


def check_multi_step(generate: Generate, seeds: int | Sequence[int] = 5) -> PromptReport:
    """Generate every prompt with each seed (0 … seeds-1, or those given) and judge the order of its steps."""
    return judge_prompts(MULTI_STEP, generate, seeds, target=TARGET)
