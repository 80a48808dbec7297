"""MoRL's GRPO loop from a checkout of it, mended as little as it takes, and what is wrong with it as it is.

Its trainer asks for packages `rl` and `rewards` that were not published; their files lie in `models`.
"""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from kinemind.training.rlvr.scoring import Scoring

if TYPE_CHECKING:
    from watched_step import Watched

PACKAGES = {"rl": ("advantage", "rollout", "grpo_trainer"), "rewards": ("base", "composite_reward")}
"""What the loop imports, and which of the files in `models` stand for it."""


@dataclass(frozen=True)
class Group:
    """A prompt's text, its caption, the codes of its true motion, and the answers' token ids."""

    prompt: str
    caption: str
    codes: tuple[int, ...]
    answers: tuple[tuple[int, ...], ...]


def faults(checkout: Path, seen: Watched) -> list[str]:
    """What keeps the published loop from running or from learning what it drew, a clause each."""
    found = []
    try:
        importlib.import_module("models.grpo_trainer")
    except ModuleNotFoundError as error:
        found.append(f"it imports `{error.name}`, which is not in the checkout")
    answer, caption = seen.groups[0].answers[0], seen.groups[0].caption
    vocabulary = seen.policy.vocabulary
    first = vocabulary.motion_ids[0]
    codes = [i - first for i in answer if i in set(vocabulary.motion_ids)]
    building = importlib.import_module("models.training_utils")
    ids, targets, _ = building.build_one_instance_t2m(seen.policy.tokenizer, caption, torch.tensor(codes))
    if None in ids:
        found.append("it begins sequences with the tokenizer's bos token, and tokenizers of Qwen3 have none")
    scored = [i for i in targets if i != -100]
    motion = [i for i in answer if i in set(vocabulary.motion_ids)]
    if not _contains(scored, motion):
        found.append("it scores the codes as ids of text tokens, without the offset of the motion tokens")
    return found


class Published:
    """The published trainer over a copy of our policy, with our rewards; one step a call."""

    def __init__(self, seen: Watched, rewards: Mapping[str, float], learning_rate: float) -> None:
        """To be made with the checkout on the path; `rewards` are components of ours and their weights."""
        assert seen.scoring is not None
        self.model = Writer(seen)
        self.group_size = len(seen.groups[0].answers)
        with _packages():
            trainer = importlib.import_module("rl.grpo_trainer").GRPOTrainer
            composed = importlib.import_module("rewards.composite_reward").CompositeReward
        arguments = SimpleNamespace(
            rl_clip_eps=0.2, rl_kl_coef=0.02, rl_group_size=self.group_size, com_refine_steps=0,
            rl_component_norm=True,
        )  # fmt: skip
        # the loop finds a component's scores by the name of its class
        kinds = [type(name, (Component,), {}) for name in rewards]
        self.components = [kind(seen.scoring, kind.__name__) for kind in kinds]
        reward = composed(self.components, list(rewards.values()))
        optimizer = torch.optim.Adam(self.model.parameters(), lr=learning_rate)
        self.trainer = trainer(self.model, optimizer, reward, arguments, "cpu")

    def step(self, groups: Sequence[Group]) -> None:
        """An optimizer step a group, over answers that it draws itself."""
        self._train(groups)

    def learn(self, groups: Sequence[Group]) -> tuple[list[float], Tensor]:
        """Advantages of the groups' own answers, and the gradient of the last group; no weight moves."""
        from watched_step import flat_gradient

        self.model.given = [answer for group in groups for answer in group.answers]
        optimizer, self.trainer.optimizer = self.trainer.optimizer, Standing(self.model)
        noted: list[float] = []
        reward = self.trainer.reward_fn
        normalise = reward.normalize_components

        def normalised(scores: Mapping[str, Sequence[float]]) -> Any:
            found, stats = normalise(scores)
            weighed = [[w * v for v in found[k]] for k, w in zip(found, reward.weights, strict=True)]
            noted.extend(map(sum, zip(*weighed, strict=True)))
            return found, stats

        reward.normalize_components = normalised
        try:
            self._train(groups)
        finally:
            reward.normalize_components = normalise
            self.trainer.optimizer, self.model.given = optimizer, []
        return noted, flat_gradient(self.model.llm)

    def _train(self, groups: Sequence[Group]) -> None:
        self.model.groups = {group.caption: group for group in groups}
        self.model.train()
        self.trainer.train_batch([{"caption": group.caption} for group in groups], task="t2m")


class Writer(nn.Module):
    """The model as the loop asks for it: writes one answer a call, and scores the ids that were written."""

    def __init__(self, seen: Watched) -> None:
        super().__init__()
        self.llm = seen.policy.model
        self.llm.config.use_cache = True
        self.tokenizer, self.longest = seen.policy.tokenizer, seen.longest
        self.net = SimpleNamespace(forward_decoder=lambda tokens: None)  # our rewards decode the codes
        self.groups: dict[str, Group] = {}
        self.given: list[tuple[int, ...]] = []
        self.lengths: list[int] = []

    def generate_with_trace(self, caption: str) -> dict[str, Any]:
        """One answer to a caption, drawn alone, or the next of those given."""
        group = self.groups[caption]
        if self.given:
            ids = torch.tensor(self.given.pop(0))
        else:
            self.llm.eval()
            prompt = self._ids(group.prompt)
            written = self.llm.generate(
                prompt, attention_mask=torch.ones_like(prompt), max_length=prompt.shape[1] + self.longest,
                do_sample=True, temperature=1.0, top_k=0, num_beams=1, return_dict_in_generate=True,
            )  # fmt: skip
            ids = written.sequences[0, prompt.shape[1] :]
            self.lengths.append(len(ids))
        # the prompt goes with the answer as its reasoning: the reference scores with a copy of this object
        return {
            "caption": caption,
            "reasoning": group.prompt,
            "motion_tokens": ids,
            "codes": group.codes,
        }

    def compute_per_token_logprob(
        self, caption: object, motion: Sequence[Tensor], reasoning: Sequence[str], task: str
    ) -> tuple[Tensor, int]:
        """Sum of the log probabilities of the ids that were drawn, after the prompt they were drawn from."""
        del caption, task  # both are in the prompt
        prompt, ids = self._ids(reasoning[0]), motion[0]
        whole = torch.cat([prompt, ids[None]], -1)
        logits = self.llm(input_ids=whole, attention_mask=torch.ones_like(whole)).logits[0]
        ahead = logits[prompt.shape[1] - 1 : -1].log_softmax(-1)
        return ahead.gather(-1, ids[:, None]).sum(), len(ids)

    def _ids(self, prompt: str) -> Tensor:
        return self.tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids


class Component:
    """One of our rewards as a component of the published composition."""

    def __init__(self, scoring: Scoring, name: str) -> None:
        self.score = scoring.function(name)

    def score_batch(self, samples: Sequence[Mapping[str, Any]]) -> list[float]:
        """Scores of a group's answers."""
        found = self.score(
            completion_ids=[sample["motion_tokens"].tolist() for sample in samples],
            task=["t2m"] * len(samples),
            caption=[sample["caption"] for sample in samples],
            codes=[sample["codes"] for sample in samples],
        )
        return [0.0 if value is None else value for value in found]


class Standing:
    """An optimizer that keeps the gradient and moves nothing."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model

    def zero_grad(self) -> None:
        self.model.zero_grad()

    def step(self) -> None:
        pass


@contextmanager
def _packages() -> Iterator[None]:
    """The names that the loop imports, made of the files in `models`; gone again at the end."""
    made = []
    try:
        for package, files in PACKAGES.items():
            sys.modules[package] = types.ModuleType(package)
            made.append(package)
            for name in files:  # in an order in which each finds those it imports
                module = importlib.import_module(f"models.{name}")
                sys.modules[f"{package}.{name}"] = module
                made.append(f"{package}.{name}")
        yield
    finally:
        for name in made:
            sys.modules.pop(name, None)


def _contains(ids: Sequence[int], part: Sequence[int]) -> bool:
    """Whether `part` stands in `ids` in one piece."""
    return any(list(ids[n : n + len(part)]) == list(part) for n in range(len(ids) - len(part) + 1))
