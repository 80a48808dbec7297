"""The papers' own prompts as they come out, with judges where the measured facts can tell.

The words are those of the sources.  What joints cannot tell (a cup of coffee) has no judge: there the remark
says what is to be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kinemind.evaluation.prompts.judged_steps import KICK_RIGHT
from kinemind.intervals import intervals
from kinemind.kinematics.body import Body
from kinemind.kinematics.facts import Facts
from kinemind.motion import Motion

MORL, MOTION_R1 = "MoRL, project page", "Motion-R1, introduction"
STAIRS = 0.4
"""Metres that the pelvis is higher at the end than at the start: two steps of a staircase."""
LOOP = 240.0
"""Degrees of turning to each side that draw the two loops of an infinity symbol, at least."""
STRIKES, ACROSS = 2, 1.0
"""Punches and kicks, and metres from start to end, of karate across the floor."""
CURVED = 45.0
"""Degrees of net turning of a curved path."""
SHIFTED = (0.15, 0.6)
"""Sideways per forward metre of a slight shift."""


@dataclass(frozen=True)
class Exhibit:
    """A prompt of `source`; `asks` says what its judge wants to see, "" where there is none."""

    name: str
    prompt: str
    source: str
    asks: str = ""
    passes: Callable[[Motion, Facts], bool] | None = None


def flips(motion: Motion) -> int:
    """How often the head is below the pelvis and comes back above it."""
    body = Body.of(motion)
    under = body.joint("head")[:, 1] < body.joint("pelvis")[:, 1]
    return len([1 for first, end in intervals(under) if first > 0 and end < len(under)])


def _backflips(motion: Motion, facts: Facts) -> bool:
    return flips(motion) >= 3 and len(facts.vertical.jumps) >= 3


def _stairs(motion: Motion, facts: Facts) -> bool:
    height = motion.root[:, 1]
    edge = max(1, round(0.3 * motion.fps))
    rise = float(np.median(height[-edge:]) - np.median(height[:edge]))
    return rise > STAIRS and len(facts.gait.steps) >= 2


def _infinity(motion: Motion, facts: Facts) -> bool:
    del motion
    angles = [turn.angle for turn in facts.turns.turns]
    return min(sum(a for a in angles if a > 0), -sum(a for a in angles if a < 0)) > LOOP


def _karate(motion: Motion, facts: Facts) -> bool:
    del motion
    strikes = sum(p.label.startswith(("punch", "kick")) for p in facts.phases)
    return strikes >= STRIKES and facts.travel.displacement > ACROSS


def _kick(motion: Motion, facts: Facts) -> bool:
    del motion
    return KICK_RIGHT.shown(facts, 0.0) is not None


def _curve(motion: Motion, facts: Facts) -> bool:
    del motion
    return facts.turns.net < -CURVED and facts.travel.distance > ACROSS


def _shift(motion: Motion, facts: Facts) -> bool:
    del motion
    way = facts.travel
    return way.forward > ACROSS and SHIFTED[0] < -way.left / way.forward < SHIFTED[1]


EXHIBITS: tuple[Exhibit, ...] = (
    Exhibit("tai-chi", "a person performing Tai Chi", MOTION_R1),
    Exhibit("coffee", "making a cup of coffee", MOTION_R1),
    Exhibit(
        "backflips", "A person backflips three times in a row", MORL,
        "three jumps, each with the head below the pelvis", _backflips,
    ),
    Exhibit(
        "stairs", "A person walks up stairs", MORL,
        f"steps, the pelvis {STAIRS} m higher at the end", _stairs,
    ),
    Exhibit(
        "infinity", "Walking slowly along the path shaped like an infinity symbol", MORL,
        f"over {LOOP:.0f}° of turning to each side", _infinity,
    ),
    Exhibit(
        "karate", "A person is practicing karate moves across the floor", MORL,
        "two punches or kicks, and over a metre of way", _karate,
    ),
    Exhibit(
        "look-kick", "A person looks to the left then kicks something with their right foot", MORL,
        "a kick of the right foot (where the face looks cannot be measured)", _kick,
    ),
    Exhibit(
        "curve", "A person walks along a curved path to the right", MORL,
        f"over {CURVED:.0f}° of net turning to the right", _curve,
    ),
    Exhibit(
        "shift", "A person walks forward slightly shifting to the right", MORL,
        "15 to 60 cm to the right a metre", _shift,
    ),
    Exhibit("sway", "A person walks forward with a side-to-side sway", MORL),
)  # fmt: skip

REMARKS: dict[str, str] = {
    "tai-chi": "No data of it, and no word for it: a plan without sense, and a calm walk.",
    "coffee": "No data of it, and no fingers: syllables for a plan, a few steps and a squat.",
    "backflips": "No data of acrobatics: the direction is all that is understood.",
    "stairs": "The data has climbing, 48 clips of 2,936: it turns and walks on the level.",
    "infinity": "Slowly, and straight on: a shape of a path is nothing that the plan can say.",
    "karate": "No data of it under this word, though there are kicks and punches: it stands on guard.",
    "look-kick": "The kick is there; the look is planned as a second kick and left out.",
    "curve": "To the right is read as a way to face, and it walks straight.",
    "shift": "The shift is lost in the plan.",
    "sway": "The sway is lost in the plan; a walk with wide arms.",
}
"""What people saw, by the name of the exhibit: written by hand, kept beside the judged facts."""
