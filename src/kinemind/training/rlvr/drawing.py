"""Answers drawn from the policy by our own decoding loop, as TRL's `rollout_func`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import PreTrainedTokenizerBase

from kinemind.language.decoding import decode
from kinemind.language.sampling import Sampling

if TYPE_CHECKING:
    from trl import GRPOTrainer

BATCH = 128
"""Answers decoded together."""
_ROWS = 1 << 20
"""Room for the rows of one step in the numbering of seeds."""


class OwnDrawing:
    """Free sampling (no grammar: what is written wrong is for the format reward to say).

    An answer depends on the run's seed, the step, its row among all processes' and its prompt, so that two
    processes draw what one would.
    """

    def __init__(self, seed: int, temperature: float, longest: int) -> None:
        self.seed, self.sampling, self.longest = seed, Sampling(temperature=temperature), longest

    def __call__(self, prompts: list[str], trainer: GRPOTrainer) -> dict[str, Any]:
        tokenizer = trainer.processing_class
        assert isinstance(tokenizer, PreTrainedTokenizerBase)
        ids = [list(tokenizer(prompt, add_special_tokens=False)["input_ids"]) for prompt in prompts]
        first = trainer.accelerator.process_index * len(prompts)
        step = int(trainer.state.global_step)
        seeds = [((self.seed << 24) + step) * _ROWS + first + row for row in range(len(prompts))]
        model = trainer.accelerator.unwrap_model(trainer.model)
        training = model.training
        model.eval()
        written: list[list[int]] = []
        try:
            for start in range(0, len(ids), BATCH):
                part = ids[start : start + BATCH]
                written += decode(
                    model,
                    tokenizer,
                    part,
                    seeds[start : start + BATCH],
                    self.sampling,
                    None,
                    self.longest,
                    [[] for _ in part],
                )
        finally:
            model.train(training)
        return {"prompt_ids": ids, "completion_ids": written, "logprobs": None}
