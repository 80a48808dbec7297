"""Planning before moving: a plan is drawn, checked against the prompt, and drawn again where it fails.

Motion-R1's self-verification (arXiv 2506.10353), at the time of generation: the checks are those that the
training traces had to pass (`cot.verify`), and they see the prompt alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot import verify
from kinemind.cot.subject import Subject
from kinemind.cot.trace import Trace
from kinemind.language.dialects import Dialect
from kinemind.language.limits import Limits
from kinemind.language.plan import parse_plan
from kinemind.language.policy import Policy
from kinemind.language.sampling import Sampling

FIRST_DRAFT = Sampling(temperature=0.5, top_p=0.9)
OTHER_DRAFTS = Sampling(temperature=0.9, top_p=0.95)
SEED_STEP = 1_000_003
"""Between the seeds of two drafts, so that neighbouring takes do not share drafts."""

Thought = tuple[int, ...]
"""The ids of a reasoning with its tags: what an answer begins with."""


def plan_many(
    policy: Policy,
    dialect: Dialect,
    prompts: Sequence[str],
    ids: Sequence[Sequence[int]],
    seeds: Sequence[int],
    limits: Limits,
    drafts: int,
) -> list[Thought]:
    """A reasoning for every prompt: the first of up to `drafts` without a fault, or the one with the fewest.

    `ids` are the prompts as the policy reads them.  Depends on a prompt and its seed, not on the others.
    """
    best: list[tuple[tuple[int, int], Thought] | None] = [None] * len(prompts)
    open_rows = list(range(len(prompts)))
    for number in range(drafts):
        if not open_rows:
            break
        drawn = policy.think(
            [ids[row] for row in open_rows],
            "t2m",
            dialect,
            limits,
            seeds=[seeds[row] + number * SEED_STEP for row in open_rows],
            sampling=OTHER_DRAFTS if number else FIRST_DRAFT,
        )
        for row, draft in zip(open_rows, drawn, strict=True):
            found = faults(prompts[row], draft.parsed.reasoning)
            kept = best[row]
            if kept is None or found < kept[0]:
                best[row] = (found, draft.ids)
        open_rows = [row for row in open_rows if (kept := best[row]) is not None and kept[0] > (0, 0)]
    return [kept[1] for kept in best if kept is not None]


def faults(prompt: str, reasoning: str) -> tuple[int, int]:
    """How many faults of relevance a plan has, and how many in all; (0, 0) is a plan to follow."""
    subject = Subject("", "t2m", prompt, 0.0)
    found = verify.check(subject, Trace(reasoning, parse_plan(reasoning))).faults
    return sum(fault.criterion == "relevance" for fault in found), len(found)
