"""The policy: a Hugging Face causal language model that writes answers in the grammar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from jaxtyping import Bool
from torch import Tensor

from kinemind.errors import InputError
from kinemind.language.constrained import Constraint, text_masks
from kinemind.language.decoding import decode
from kinemind.language.dialects import THINK, Dialect, Task, closing
from kinemind.language.engine import Weights, fuse, version
from kinemind.language.grammar import Parsed, parse
from kinemind.language.limits import Limits
from kinemind.language.sampling import Sampling
from kinemind.language.vocabulary import MotionVocabulary

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

    from kinemind.language.engine.vllm_engine import VllmEngine

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

    def __init__(
        self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, dtype: torch.dtype | None = None
    ) -> None:
        """`dtype`: the precision of the matrices while decoding (None: the model's own); bfloat16 is faster
        in batches, and its answers are others.  The attribute `engine`, where set, writes the answers
        instead.  Raises InputError where the tokenizer has no motion tokens.
        """
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.vocabulary = MotionVocabulary.of(tokenizer)
        self.dtype = dtype
        self.engine: VllmEngine | None = None
        self._read: tuple[object, Weights | None] | None = None
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

    @property
    def weights(self) -> Weights | None:
        """The model as the engine reads it, read again when its weights have changed; None: not known."""
        now = (version(self.model), self.dtype)
        if self._read is None or self._read[0] != now:
            self._read = (now, fuse(self.model, self.dtype))
        return self._read[1]

    @cached_property
    def _rows(self) -> int:
        """Width of the logits; may exceed the number of tokens."""
        return self.model.get_output_embeddings().weight.shape[0]

    @cached_property
    def _text_masks(self) -> tuple[Bool[Tensor, " V"], Bool[Tensor, " V"]]:
        return text_masks(self.tokenizer, self.vocabulary, self._rows)

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
        begun: Sequence[Sequence[int]] | None = None,
        until: int | None = None,
    ) -> list[Sampled]:
        """`num` answers a prompt, prompt by prompt.

        `seeds`: one integer S gives the takes of every prompt the seeds S, S+1, …; or one seed an
        answer.  An answer depends on its prompt and its seed, not on the batch it is drawn in.
        Stops at the end of sequence, at the token `until`, or after `max_new_tokens` (by default what
        `limits` can need).  `begun`: ids that each answer begins with (its reasoning, say).
        """
        if any(not len(prompt) for prompt in prompts) or num < 1:
            raise InputError("sampling needs prompts with tokens, and at least one answer a prompt")
        limits = limits or Limits()
        rows = [(number, list(prompt)) for number, prompt in enumerate(prompts) for _ in range(num)]
        row_seeds = [seeds + row % num for row in range(len(rows))] if isinstance(seeds, int) else list(seeds)
        if len(row_seeds) != len(rows):
            raise InputError(f"{len(rows)} answers need as many seeds, not {len(row_seeds)}")
        heads = [list(ids) for ids in begun] if begun is not None else [[] for _ in rows]
        assert len(heads) == len(rows), "one beginning an answer"
        longest = max_new_tokens or limits.max_new_tokens(dialect, task)
        room = getattr(self.model.config, "max_position_embeddings", None)
        if room is not None and max(map(len, prompts), default=0) + max(longest, *map(len, heads)) > room:
            raise InputError(
                f"the prompt of {max(map(len, prompts))} tokens and an answer of up to {longest} do not fit "
                f"the model's {room} positions: shorten the prompt or lower the limits"
            )
        constraint = self.constraint(dialect, task, limits) if constrained else None
        answers: list[Sampled] = []
        weights = None if self.engine else self.weights
        for first in range(0, len(rows), batch_size):
            chunk = rows[first : first + batch_size]
            chunk_seeds = row_seeds[first : first + batch_size]
            asked = (
                [prompt for _, prompt in chunk], chunk_seeds, sampling or Sampling(), constraint, longest,
                heads[first : first + batch_size], until,
            )  # fmt: skip
            if self.engine is not None:
                written = self.engine.write(*asked)
            else:
                written = decode(self.model, self.tokenizer, *asked, weights)
            for (number, _), seed, ids in zip(chunk, chunk_seeds, written, strict=True):
                answers.append(self._sampled(ids, number, seed, task, dialect, limits))
        return answers

    def think(
        self,
        prompts: Sequence[Sequence[int]],
        task: Task,
        dialect: Dialect,
        limits: Limits,
        *,
        seeds: Sequence[int],
        sampling: Sampling | None = None,
    ) -> list[Sampled]:
        """The reasoning of an answer a prompt, up to its closing tag: beginnings for `sample`."""
        assert limits.reasoning, "these answers have no reasoning"
        tag = self.vocabulary.tag_id(closing(THINK))
        return self.sample(
            prompts, task, dialect, limits, seeds=seeds, sampling=sampling,
            max_new_tokens=limits.max_reasoning + 2, until=tag,
        )  # fmt: skip

    def _sampled(
        self, ids: list[int], prompt: int, seed: int, task: Task, dialect: Dialect, limits: Limits
    ) -> Sampled:
        finished = bool(ids) and ids[-1] == self.tokenizer.eos_token_id
        body = tuple(ids[:-1] if finished else ids)
        parsed = parse(
            body, dialect, task, vocabulary=self.vocabulary, tokenizer=self.tokenizer,
            min_motion=limits.min_motion, max_motion=limits.max_motion, levels=limits.levels,
            reasoning=limits.reasoning,
        )  # fmt: skip
        text = self.tokenizer.decode(
            list(body), skip_special_tokens=False, clean_up_tokenization_spaces=False
        )
        return Sampled(body, str(text), parsed, prompt, seed, finished)
