"""The vLLM engine against a stand-in for vLLM: what is asked for keeps answers in the grammar."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kinemind.errors import InputError
from kinemind.language.engine.vllm_engine import VllmEngine
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy
from kinemind.language.prompts import render_prompt

LIMITS = Limits(min_motion=4, max_motion=12, max_reasoning=10, max_summary=4)


class StandIn:
    """Draws evenly from the allowed ids, and stops as vLLM does."""

    def __init__(self, end: int, size: int) -> None:
        self.end, self.size, self.calls = end, size, 0

    def generate(self, prompts: list[dict], sampling_params: list[Any], use_tqdm: bool) -> list[Any]:
        self.calls += 1
        return [
            SimpleNamespace(
                outputs=[SimpleNamespace(token_ids=self._draw(prompt["prompt_token_ids"], asked))]
            )
            for prompt, asked in zip(prompts, sampling_params, strict=True)
        ]

    def _draw(self, prompt: list[int], asked: Any) -> list[int]:
        numbers = np.random.default_rng([asked.seed, len(prompt)])
        stops = {*getattr(asked, "stop_token_ids", ()), self.end}
        ids: list[int] = []
        while len(ids) < asked.max_tokens and not (ids and ids[-1] in stops):
            allowed = getattr(asked, "allowed_token_ids", range(self.size))
            barred = stops if len(ids) < getattr(asked, "min_tokens", 0) else ()
            ids.append(int(numbers.choice([i for i in allowed if i not in barred])))
        return ids


@pytest.fixture
def served(qwen3_policy, tokenizer):
    policy = Policy(qwen3_policy.model, tokenizer)
    end = tokenizer.eos_token_id
    policy.engine = VllmEngine(StandIn(end, len(tokenizer)), SimpleNamespace, end)
    return policy


@pytest.mark.parametrize("levels", [1, 4])
@pytest.mark.parametrize("task", ["t2m", "m2t"])
def test_answers_keep_to_the_grammar(served, tokenizer, task, levels) -> None:
    limits = Limits(min_motion=4, max_motion=12, max_reasoning=10, max_summary=4, levels=levels)
    prompts = [
        render_prompt(tokenizer, task, caption=text, codes=[len(text), 2]) for text in ("walks", "kick")
    ]
    answers = served.sample(prompts, task, "motion-r1", limits, num=6)
    assert {answer.parsed.status for answer in answers} == {"ok"} and all(a.finished for a in answers)
    assert len({answer.ids for answer in answers}) == 12
    assert served.sample(prompts, task, "motion-r1", limits, num=6) == answers


def test_sections_are_few_requests(served, tokenizer) -> None:
    prompt = render_prompt(tokenizer, "t2m", caption="walk")
    served.sample([prompt] * 3, "t2m", "morl", LIMITS, seeds=[0, 1, 2])
    assert served.engine.llm.calls <= 6


def test_plans_budgets_and_free_answers(served, tokenizer) -> None:
    prompt = render_prompt(tokenizer, "t2m", caption="walk")
    thought = served.think([prompt], "t2m", "morl", LIMITS, seeds=[1])[0].ids
    assert thought[-1] == served.vocabulary.tag_id("</think>")
    (answer,) = served.sample([prompt], "t2m", "morl", LIMITS, seeds=[1], begun=[thought])
    assert answer.parsed.ok and answer.ids[: len(thought)] == thought
    (short,) = served.sample([prompt], "t2m", "morl", LIMITS, max_new_tokens=5)
    assert len(short.ids) == 5 and not short.finished
    (free,) = served.sample([prompt], "t2m", "morl", LIMITS, constrained=False, max_new_tokens=9)
    assert len(free.ids) <= 9


def test_without_vllm_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "vllm", None)
    with pytest.raises(InputError, match=r"kinemind\[vllm\]"):
        VllmEngine.load("anywhere", 2)
