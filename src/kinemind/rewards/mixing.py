"""Which rewards are mixed with which weights: the papers' presets, and the checking of what users give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import isfinite

from kinemind.errors import InputError
from kinemind.language.dialects import Dialect, Task
from kinemind.rewards import REWARDS

PRESETS: dict[Dialect, dict[str, float]] = {
    "motion-r1": {
        "format": 1.0,
        "motion_similarity": 1.0,
        "semantic_similarity": 1.0,
        "semantic_alignment": 1.0,
    },
    "morl": {
        "format": 0.2,
        "semantic_alignment": 0.5,
        "reasoning_coherence": 0.8,
        "physical_plausibility": 0.5,
        "text_motion_consistency": 0.5,
    },
}
"""Weights a dialect's paper uses: Motion-R1 (arXiv 2506.10353) adds its rewards and states no weights, and
describes no motions: semantic alignment is there for who trains that too.  MoRL's (arXiv 2602.14534) are
those of its code."""


def weights_of(rewards: Mapping[str, float], dialect: Dialect, tasks: Collection[Task]) -> dict[str, float]:
    """The weights of a training in the order of REWARDS; an empty mapping stands for the dialect's preset.

    Rewards that judge none of `tasks` are left out.  A weight of 0 stays: that reward is logged and teaches
    nothing.  Raises InputError for an unknown name, a weight that is negative, NaN or infinite, and where no
    weight above 0 is left.

    >>> weights_of({}, "motion-r1", ["t2m"])
    {'format': 1.0, 'motion_similarity': 1.0, 'semantic_similarity': 1.0}
    >>> weights_of({"motion_similarity": 2, "format": 0.5}, "morl", ["m2t"])
    {'format': 0.5}
    """
    wanted = {**rewards} or PRESETS[dialect]
    if unknown := [name for name in wanted if name not in REWARDS]:
        raise InputError(f"there is no reward {', '.join(map(repr, unknown))}; there are {_known()}")
    for name, weight in wanted.items():
        if not (isfinite(weight) and weight >= 0):
            raise InputError(
                f"the weight of the reward {name} must be finite and not negative, not {weight:g}; "
                f"the rewards are {_known()}"
            )
    found = {
        name: float(wanted[name])
        for name, reward in REWARDS.items()
        if name in wanted and set(reward.tasks) & set(tasks)
    }
    if not any(found.values()):
        raise InputError(
            f"no reward with a weight above 0 judges {' or '.join(sorted(tasks))}; give one of "
            f"{_known(tasks)} a weight"
        )
    return found


def parse_weights(text: str) -> dict[str, float]:
    """The flag form of weights; a name alone has the weight 1, an empty text gives {}.

    Names are checked by `weights_of`.  Raises InputError.

    >>> parse_weights("format=0.2, motion_similarity")
    {'format': 0.2, 'motion_similarity': 1.0}
    """
    found: dict[str, float] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        if name in found:
            raise InputError(f"the reward {name} is given twice in {text!r:.200}")
        try:
            found[name] = float(number) if equals else 1.0
        except ValueError:
            raise InputError(
                f"{part!r:.60} is no reward with a weight; write format=0.2,motion_similarity=1 with some of "
                f"{_known()}"
            ) from None
    return found


def _known(tasks: Collection[Task] | None = None) -> str:
    """The names of the rewards, of all or of those that judge one of the tasks."""
    return ", ".join(
        name for name, reward in REWARDS.items() if tasks is None or set(reward.tasks) & set(tasks)
    )
