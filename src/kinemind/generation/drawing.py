"""An answer drawn a few tokens at a time.

The numbers that tokens are drawn with depend on the seed, the prompt and the place in the answer alone, so
an answer that is begun with what was drawn so far goes on as if it had been drawn at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kinemind.bundle import Bundle
from kinemind.generation.extending import Ask, beginning, prompt_ids
from kinemind.language.dialects import MOTION, THINK, closing
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy
from kinemind.language.sampling import Sampling

TEXT_TOKENS = 12
"""Tokens of reasoning that are drawn at a time; the first ones come alone."""
FIRST_TEXT_TOKENS = 3


def draw_thought(
    policy: Policy, bundle: Bundle, prompt: str, limits: Limits, seed: int, sampling: Sampling
) -> Iterator[tuple[int, ...]]:
    """As `Policy.think`: the ids of a reasoning with its tags, all so far whenever there are more."""
    end = policy.vocabulary.tag_id(closing(THINK))
    prompts = [prompt_ids(policy, bundle, prompt)]
    ids: tuple[int, ...] = ()
    most = limits.max_reasoning + 2
    while len(ids) < most and not (ids and ids[-1] == end):
        step = min(TEXT_TOKENS if ids else FIRST_TEXT_TOKENS, most - len(ids))
        answer = policy.sample(
            prompts, "t2m", bundle.dialect, limits, seeds=[seed], sampling=sampling, begun=[ids],
            max_new_tokens=step, until=end,
        )[0]  # fmt: skip
        ids = answer.ids
        yield ids
        if answer.finished:
            return


def draw_motion(
    policy: Policy, bundle: Bundle, ask: Ask, sampling: Sampling, first: int, later: int
) -> Iterator[list[int]]:
    """The motion tokens of an answer as they come, about `first` of them, then `later` at a time."""
    end = policy.vocabulary.tag_id(closing(MOTION))
    prompts = [prompt_ids(policy, bundle, ask.prompt)]
    ids: Sequence[int] = beginning(policy, bundle, ask)
    code_of = policy.vocabulary.code_of
    room = len(ids) + ask.limits.max_new_tokens(bundle.dialect, "t2m")
    told = len(ask.before)
    while len(ids) < room:
        # the tags and words before the motion are no motion tokens; they come with the first ones
        want = later if told > len(ask.before) else first
        answer = policy.sample(
            prompts, "t2m", bundle.dialect, ask.limits, seeds=[ask.seed], sampling=sampling, begun=[ids],
            max_new_tokens=want, until=end,
        )[0]  # fmt: skip
        ids = answer.ids
        codes = [code_of[token] for token in ids if token in code_of]
        if len(codes) > told:
            yield codes[told:]
            told = len(codes)
        if answer.finished or ids[-1] == end:
            return
