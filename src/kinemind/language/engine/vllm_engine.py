"""vLLM in place of our engine, for large bundles on a GPU.  Written against vLLM's offline interface
(`LLM.generate`, `SamplingParams`) and tested with a stand-in: it has never run on a GPU.

An answer is written section by section, each a request that goes on from the last one and finds its beginning
in vLLM's prefix cache; within a section what may come is a list of ids.  A motion of residual tokens takes a
request a token.  Seeds give other answers than our engine's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from kinemind.errors import InputError
from kinemind.language.constrained import Constraint
from kinemind.language.engine.walking import Walk
from kinemind.language.rules import LEVELS, WITHIN
from kinemind.language.sampling import Sampling


@dataclass
class _Row:
    prompt: list[int]
    seed: int
    written: list[int]
    full: int
    walk: Walk | None
    over: bool = False


class VllmEngine:
    """Writes answers with a `vllm.LLM`; the interface is that of `engine.write`."""

    def __init__(self, llm: Any, parameters: Any, end: int) -> None:
        """`llm`: a `vllm.LLM`; `parameters`: `vllm.SamplingParams`; `end`: the end of sequence."""
        self.llm, self.parameters, self.end = llm, parameters, end

    @classmethod
    def load(cls, folder: str | Path, end: int, **options: Any) -> VllmEngine:
        """From a model folder; `options` are `vllm.LLM`'s.  Raises InputError where vLLM is not installed."""
        try:
            from vllm import LLM, SamplingParams
        except ImportError:
            advice = "pip install 'kinemind[vllm]' on a machine with a GPU"
            raise InputError(f"vLLM is not installed: {advice}") from None
        llm = LLM(model=str(folder), enable_prefix_caching=True, generation_config="vllm", **options)
        return cls(llm, SamplingParams, end)

    def write(
        self,
        prompts: Sequence[Sequence[int]],
        seeds: Sequence[int],
        sampling: Sampling,
        constraint: Constraint | None,
        longest: int,
        begun: Sequence[Sequence[int]],
        until: int | None = None,
    ) -> list[list[int]]:
        """As `engine.write`: the ids of every answer, those it was begun with included."""
        rows = [
            _Row(
                list(prompt),
                seed,
                list(ids),
                len(ids) + longest,
                Walk(constraint, [ids]) if constraint else None,
            )
            for prompt, seed, ids in zip(prompts, seeds, begun, strict=True)
        ]
        ends = {self.end} if until is None else {self.end, until}
        while True:
            for row in rows:
                if row.walk and not row.over:
                    self._take(row, row.walk.forced(0), ends, walked=True)
            live = [row for row in rows if not row.over]
            if not live:
                return [row.written for row in rows]
            outputs = self.llm.generate(
                [{"prompt_token_ids": [*row.prompt, *row.written]} for row in live],
                sampling_params=[self._request(row, sampling, ends) for row in live],
                use_tqdm=False,
            )
            for row, output in zip(live, outputs, strict=True):
                before = len(row.written)
                self._take(row, list(output.outputs[0].token_ids), ends)
                # a free answer that vLLM has ended is over; and nothing new would be asked for for ever
                row.over |= row.walk is None or len(row.written) == before

    def _take(self, row: _Row, tokens: Sequence[int], ends: set[int], walked: bool = False) -> None:
        for token in tokens:
            if row.over:
                return
            row.written.append(token)
            row.over = token in ends or len(row.written) >= row.full
            if row.walk and not walked:
                row.walk.advance(np.array([token]), [row.written])

    def _request(self, row: _Row, sampling: Sampling, ends: set[int]) -> Any:
        """What to draw next: one section, or one token where the ids that may come change with the place."""
        room = row.full - len(row.written)
        draw: dict[str, Any] = {
            "temperature": 0.0 if sampling.greedy else sampling.temperature,
            "top_p": sampling.top_p,
            "top_k": sampling.top_k,
            "seed": crc32(np.array([row.seed % 2**63, len(row.written), *row.prompt], np.int64).tobytes()),
            "detokenize": False,
        }
        if row.walk is None:
            return self.parameters(max_tokens=room, stop_token_ids=sorted(ends), **draw)
        constraint, rules = row.walk.constraint, row.walk.rules
        step, count, least, most = row.walk.at[0].tolist()
        moving = bool(rules.moving[step])
        if (moving and rules.levels > 1) or (not moving and count == 0):
            ids = row.walk.allowed(0).ids.tolist()
            return self.parameters(max_tokens=1, allowed_token_ids=ids, **draw)
        if not moving:
            least, most = int(rules.smallest[step]), int(rules.largest[step])
        phase = LEVELS + rules.levels if moving else WITHIN
        return self.parameters(
            max_tokens=min(room, most - count),
            min_tokens=max(0, least - count),
            stop_token_ids=[int(rules.closer[step])],
            allowed_token_ids=constraint.choice(step * rules.phases + phase).ids.tolist(),
            **draw,
        )
