"""What may be asked of a model, and how it draws where nobody says otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.errors import InputError
from kinemind.language.sampling import Sampling

MAX_PROMPT = 2000
"""Characters; a longer prompt is refused, not cut."""
PLAN_TOLERANCE = 0.1
"""Share of the planned duration by which a take may be shorter or longer."""
PLAN_DRAFTS = 8
"""Plans drawn for a prompt until one passes verification; then the one with the fewest faults is followed."""
MAX_REASONING = 320
"""Tokens of a plan."""
DEFAULT_SECONDS = 15.0
"""The longest composites that nano learned from."""
LONGEST_SECONDS = 30.0
"""The longest motion of one answer; the policy's context ends there."""
LONGEST_BY_DEFAULT = 60.0
"""The longest motion of a prompt that is composed of several answers, where nobody says otherwise."""
LONGEST_CLIP_SECONDS = 40.0
"""The longest clip that is described as one."""

TEXT_TO_MOTION = Sampling(temperature=0.7, top_p=0.9)
MOTION_TO_TEXT = Sampling(temperature=0.7, top_p=0.9)


def check_seeds(seeds: Sequence[int]) -> None:
    """Raises InputError for a negative seed."""
    wrong = [seed for seed in seeds if seed < 0]
    if wrong:
        raise InputError(f"a seed is 0 or more, not {wrong[0]}")


def check_prompt(text: str) -> str:
    """The prompt on one line.  Raises InputError for an empty one or one over MAX_PROMPT characters."""
    prompt = " ".join(text.split())
    if not prompt:
        raise InputError("the prompt is empty: describe the motion in a sentence")
    if len(prompt) > MAX_PROMPT:
        raise InputError(f"the prompt has {len(prompt)} characters, at most {MAX_PROMPT} are read")
    return prompt
