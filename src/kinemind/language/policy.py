"""The policy: a Hugging Face causal language model that writes answers in the grammar."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from kinemind.errors import InputError
from kinemind.language.constrained import Constraint, State, text_masks
from kinemind.language.dialects import Dialect, Task
from kinemind.language.grammar import Parsed, parse
from kinemind.language.limits import Limits
from kinemind.language.sampling import Sampling, choose, uniforms
from kinemind.language.vocabulary import MotionVocabulary

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

SMALLEST_CUT = 0.25
"""Rows leave the batch once this share of it has finished: each cut copies the key-value cache."""

KEPT_CONSTRAINTS = 8
"""State machines kept between calls; one of a 150,000-token vocabulary takes about 8 MB."""


@dataclass(frozen=True)
class Sampled:
    """One answer: token ids without the end of sequence, their text, what they say, and its seed.

    `finished` is False where the answer was stopped at the token budget.
    """

    ids: tuple[int, ...]
    text: str
    parsed: Parsed
    prompt: int
    seed: int
    finished: bool


class Policy:
    """A causal language model with its tokenizer and motion vocabulary."""

    def __init__(self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> None:
        """Raises InputError where the tokenizer has no motion tokens."""
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.vocabulary = MotionVocabulary.of(tokenizer)
        self._constraints: dict[tuple[Dialect, Task, Limits, torch.device], Constraint] = {}

    @classmethod
    def load(cls, folder: str | Path, device: str | torch.device = "cpu") -> Policy:
        """From a Hugging Face model folder; half-precision weights become float32 on the CPU.

        `device` "auto" takes a GPU where there is one.  Raises InputError.
        """
        from safetensors import SafetensorError
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging

        folder = Path(folder)
        if not (folder / "config.json").is_file():
            raise InputError(f"there is no language model in {folder}: config.json is missing")
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        device = torch.device(device)
        if device.type == "cuda" and not torch.cuda.is_available():
            raise InputError("there is no CUDA device here; use --device cpu or auto")
        dtype = torch.float32 if device.type == "cpu" else "auto"
        bars = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # a second of loading needs none
        try:
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model = AutoModelForCausalLM.from_pretrained(
                folder, dtype=dtype, local_files_only=True, use_safetensors=True
            )
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise InputError(f"cannot load the language model in {folder}: {error}") from None
        finally:
            if bars:
                logging.enable_progress_bar()
        return cls(model.to(device), tokenizer)  # type: ignore[arg-type]  # its decorator hides self

    @property
    def device(self) -> torch.device:
        return self.model.device

    @cached_property
    def _rows(self) -> int:
        """Width of the logits; may exceed the number of tokens."""
        return self.model.get_output_embeddings().weight.shape[0]

    @cached_property
    def _text_masks(self) -> tuple[Bool[Tensor, " V"], Bool[Tensor, " V"]]:
        return text_masks(self.tokenizer, self.vocabulary, self._rows)

    @cached_property
    def _takes_last_logits(self) -> bool:
        return "logits_to_keep" in inspect.signature(self.model.forward).parameters

    def constraint(self, dialect: Dialect, task: Task, limits: Limits) -> Constraint:
        """The grammar's state machine for this model (kept for the next call)."""
        key = (dialect, task, limits, self.device)
        if key not in self._constraints:
            if len(self._constraints) >= KEPT_CONSTRAINTS:
                self._constraints.clear()
            self._constraints[key] = Constraint(
                self.tokenizer, self.vocabulary, dialect, task, limits, self._rows, self.device,
                self._text_masks,
            )  # fmt: skip
        return self._constraints[key]

    def sample(
        self,
        prompts: Sequence[Sequence[int]],
        task: Task,
        dialect: Dialect,
        limits: Limits | None = None,
        *,
        seeds: int | Sequence[int] = 0,
        num: int = 1,
        sampling: Sampling | None = None,
        constrained: bool = True,
        max_new_tokens: int | None = None,
        batch_size: int = 64,
    ) -> list[Sampled]:
        """`num` answers a prompt, prompt by prompt.

        `seeds`: one integer S gives the takes of every prompt the seeds S, S+1, …; or one seed an
        answer.  An answer depends on its prompt and its seed, not on the batch it is drawn in.
        Stops at the end of sequence or `max_new_tokens` (by default what `limits` can need).
        """
        if any(not len(prompt) for prompt in prompts) or num < 1:
            raise InputError("sampling needs prompts with tokens, and at least one answer a prompt")
        limits = limits or Limits()
        rows = [(number, list(prompt)) for number, prompt in enumerate(prompts) for _ in range(num)]
        row_seeds = [seeds + row % num for row in range(len(rows))] if isinstance(seeds, int) else list(seeds)
        if len(row_seeds) != len(rows):
            raise InputError(f"{len(rows)} answers need as many seeds, not {len(row_seeds)}")
        longest = max_new_tokens or limits.max_new_tokens(dialect, task)
        room = getattr(self.model.config, "max_position_embeddings", None)
        if room is not None and max(map(len, prompts), default=0) + longest > room:
            raise InputError(
                f"the prompt of {max(map(len, prompts))} tokens and an answer of up to {longest} do not fit "
                f"the model's {room} positions: shorten the prompt or lower the limits"
            )
        constraint = self.constraint(dialect, task, limits) if constrained else None
        answers: list[Sampled] = []
        for first in range(0, len(rows), batch_size):
            chunk = rows[first : first + batch_size]
            chunk_seeds = row_seeds[first : first + batch_size]
            written = self._decode(
                [prompt for _, prompt in chunk], chunk_seeds, sampling or Sampling(), constraint, longest
            )
            for (number, _), seed, ids in zip(chunk, chunk_seeds, written, strict=True):
                answers.append(self._sampled(ids, number, seed, task, dialect, limits))
        return answers

    def _sampled(
        self, ids: list[int], prompt: int, seed: int, task: Task, dialect: Dialect, limits: Limits
    ) -> Sampled:
        finished = bool(ids) and ids[-1] == self.tokenizer.eos_token_id
        body = tuple(ids[:-1] if finished else ids)
        parsed = parse(
            body, dialect, task, vocabulary=self.vocabulary, tokenizer=self.tokenizer,
            min_motion=limits.min_motion, max_motion=limits.max_motion, levels=limits.levels,
        )  # fmt: skip
        text = self.tokenizer.decode(
            list(body), skip_special_tokens=False, clean_up_tokenization_spaces=False
        )
        return Sampled(body, str(text), parsed, prompt, seed, finished)

    @torch.inference_mode()
    def _decode(
        self,
        prompts: list[list[int]],
        seeds: list[int],
        sampling: Sampling,
        constraint: Constraint | None,
        longest: int,
    ) -> list[list[int]]:
        """The loop: one forward pass a token over a key-value cache, rows leaving as they finish."""
        from transformers import DynamicCache

        end = self.tokenizer.eos_token_id
        written: list[list[int]] = [[] for _ in prompts]
        numbers = uniforms(seeds, prompts, longest).to(self.device)
        live = torch.arange(len(prompts), device=self.device)
        tokens, mask = self._left_padded(prompts)
        positions = (mask.long().cumsum(-1) - 1).clamp_min(0)
        cache = DynamicCache(config=self.model.config)
        state = constraint.start(len(prompts)) if constraint else None
        padded = not bool(mask.all())
        over = torch.zeros(len(prompts), dtype=torch.bool, device=self.device)
        extra: dict[str, Any] = {"logits_to_keep": 1} if self._takes_last_logits else {}
        for step in range(longest):
            logits = self.model(
                input_ids=tokens,
                attention_mask=mask if padded else None,
                position_ids=positions,
                past_key_values=cache,
                use_cache=True,
                **extra,
            ).logits[:, -1]
            if constraint is not None and state is not None:
                logits = logits.masked_fill(~constraint.allowed(state), float("-inf"))
            chosen = choose(logits.float(), numbers[live, step], sampling)
            for row, token, gone in zip(live.tolist(), chosen.tolist(), over.tolist(), strict=True):
                if not gone:
                    written[row].append(token)
            over |= chosen == end
            if bool(over.all()):
                break
            if constraint is not None and state is not None:
                state = constraint.advance(state, chosen, _written(written, live.tolist()))
            mask = torch.cat([mask, mask.new_ones(len(mask), 1)], -1)
            positions = positions[:, -1:] + 1
            if over.float().mean() >= SMALLEST_CUT:
                kept = (~over).nonzero()[:, 0]
                cache.batch_select_indices(kept)
                live, over, chosen, mask, positions = (t[kept] for t in (live, over, chosen, mask, positions))
                state = _select(state, kept)
            tokens = chosen[:, None]
        return written

    def _left_padded(self, prompts: list[list[int]]) -> tuple[Int[Tensor, "B L"], Bool[Tensor, "B L"]]:
        width = max(map(len, prompts))
        pad = self.tokenizer.pad_token_id
        pad = self.tokenizer.eos_token_id if pad is None else pad
        tokens = torch.tensor([[pad] * (width - len(p)) + p for p in prompts])
        mask = torch.tensor([[False] * (width - len(p)) + [True] * len(p) for p in prompts])
        return tokens.to(self.device), mask.to(self.device)


def _written(answers: list[list[int]], live: list[int]) -> Callable[[int], list[int]]:
    """The ids so far of a row of the rows that are still being decoded."""
    return lambda row: answers[live[row]]


def _select(state: State | None, rows: Int[Tensor, " C"]) -> State | None:
    return None if state is None else state.select(rows)
