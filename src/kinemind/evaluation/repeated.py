"""A report whose figures are means over repeats, put together for every task in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from kinemind.bundle import Bundle
from kinemind.corpora import Corpus
from kinemind.evaluation.report import Data, Estimate, Report, Weights, estimate

Rows = dict[str, dict[str, Estimate]]


@runtime_checkable
class Repeats(Protocol):
    """What the settings of every repeated evaluation have."""

    @property
    def split(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def num_repeats(self) -> int: ...


@runtime_checkable
class Named(Protocol):
    """A protocol's name, and what it does in a sentence."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...


def estimates(found: Mapping[str, Sequence[Mapping[str, float]]]) -> Rows:
    """By row and figure, from the figures of every repeat of a row."""
    return {
        row: {name: estimate([one[name] for one in repeats]) for name in repeats[0]}
        for row, repeats in found.items()
    }


def report_of(
    task: str,
    protocol: Named,
    bundle: Bundle,
    evaluator: Weights,
    corpus: Corpus,
    cases: int,
    settings: Repeats,
    command: str,
    rows: Rows,
    stated: Mapping[str, Any],
    notes: tuple[str, ...],
) -> Report:
    """The report; `cases` is how many were judged, `stated` what it says of its settings."""
    return Report(
        task=task,
        protocol=protocol.name,
        protocol_text=protocol.text,
        data=Data(corpus.name, settings.split, cases, corpus.content_hash),
        bundle=Weights(bundle.name, bundle.digest),
        evaluator=evaluator,
        seed=settings.seed,
        num_repeats=settings.num_repeats,
        command=command,
        rows=rows,
        settings=stated,
        notes=notes,
    )
