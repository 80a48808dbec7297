"""Critiques for records that hold true answers: so a policy learns to read what Chain-of-Motion tells it.

A record shows what a mended attempt is like.  The critique is made up backwards from it (hindsight): a
sub-action "was not seen" only where the record shows it for longer than such steps last as a rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from statistics import median

import numpy as np

from kinemind.augmentation.captions import mirror_caption
from kinemind.cot.decompose import decompose
from kinemind.cot.records import CotRecord
from kinemind.language.critique import Critique, Flaw
from kinemind.language.plan import PlanStep, parse_plan

FLAW, ASIDE = 0.2, 0.35
"""Chances: a flaw of the whole; the other side of a sided step, seen (or said) where it should not be."""
_FLAWS: tuple[Flaw, ...] = ("feet slide", "it jerks", "it does not look like the description")


class Reflections:
    """Makes up a critique that a record's answer mends."""

    def __init__(self, records: Iterable[CotRecord]) -> None:
        """`records`: what is usual is measured on these."""
        lasting: defaultdict[str, list[float]] = defaultdict(list)
        for record in records:
            for step in parse_plan(record.reasoning):
                lasting[action_of(step.text)].append(step.duration)
        self.usual: Mapping[str, float] = {name: median(seconds) for name, seconds in lasting.items()}

    def critique(self, record: CotRecord, rng: np.random.Generator) -> Critique | None:
        """A critique, or None where the record mends nothing that can be named."""
        steps = parse_plan(record.reasoning)
        missing = self._missing(steps, rng)
        extra: tuple[str, ...] = ()
        if missing and (other := mirror_caption(missing[0])) != missing[0] and rng.random() < ASIDE:
            extra = (other,) if all(step.text != other for step in steps) else ()
        flaws = (_FLAWS[int(rng.integers(len(_FLAWS)))],) if rng.random() < FLAW else ()
        found = Critique(record.task, missing, extra, flaws if record.task == "t2m" else ())
        return found or None

    def _missing(self, steps: Sequence[PlanStep], rng: np.random.Generator) -> tuple[str, ...]:
        clear = [step for step in steps if step.duration >= self.usual.get(action_of(step.text), 0.0)]
        if not clear:
            return ()
        most = 2 if len(clear) > 2 and rng.random() < 0.2 else 1
        picked = sorted(rng.permutation(len(clear))[:most])
        return tuple(clear[i].text for i in picked)


@lru_cache(maxsize=1 << 16)
def action_of(text: str) -> str:
    """The action that a step's words name, with its side."""
    first = decompose(text)[0]
    return f"{first.action} {first.side}"
