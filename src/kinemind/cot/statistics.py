"""Statistics of a file of CoT records, and the tables that docs show of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kinemind.corpora.clip import SPLITS
from kinemind.cot.decompose import decompose
from kinemind.cot.records import CotRecord, numbered_records
from kinemind.errors import InputError
from kinemind.language.dialects import TASKS

SAMPLE = 10
MOST_ACTIONS = 20


@dataclass(frozen=True)
class Codebook:
    """How many motion tokens there are, and into how many levels they are divided."""

    tokens: int
    levels: int = 1

    def holds(self, row: Sequence[int]) -> bool:
        """Whether every token lies in the range of its place's level."""
        size = self.tokens // self.levels
        return all(
            q * size <= min(level) and max(level) < (q + 1) * size
            for q in range(self.levels)
            if (level := row[q :: self.levels])
        )


@dataclass
class Statistics:
    """Counts over records; `add` them one by one.

    `steps`, `words` (of the reasoning) and `attempts` are histograms; `outside` counts records with a motion
    token outside the codebook, `misplaced` those with a token at the place of another level; `repeated` the
    ids that occur more than once.  `unsound` counts what no record of ours may be, by the kind, and
    `first_unsound` has the number of the first line of each kind.
    """

    codebook: Codebook | None = None
    records: int = 0
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    motions: dict[str, set[str]] = field(default_factory=dict)
    steps: Counter[int] = field(default_factory=Counter)
    words: Counter[int] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    teachers: Counter[str] = field(default_factory=Counter)
    judges: Counter[str] = field(default_factory=Counter)
    verified: Counter[str] = field(default_factory=Counter)
    attempts: Counter[int] = field(default_factory=Counter)
    without_motion: int = 0
    outside: int = 0
    misplaced: int = 0
    largest_token: int = -1
    repeated: Counter[str] = field(default_factory=Counter)
    unsound: Counter[str] = field(default_factory=Counter)
    first_unsound: dict[str, int] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)

    def add(self, record: CotRecord, line: int = 0) -> None:
        """Counts a record; `line` is its number in the file."""
        self.records += 1
        self.kinds[record.task, record.split] += 1
        self.motions.setdefault(record.split, set()).add(record.clip)
        self.steps[len(record.steps)] += 1
        self.words[len(record.reasoning.split())] += 1
        self.actions.update(_action(step.text) for step in record.steps)
        self.teachers[record.teacher or "unknown"] += 1
        passed = record.verification.get("passed")
        self.verified["not judged" if passed is None else "passed" if passed else "failed"] += 1
        if record.verification:
            self.judges[str(record.verification.get("judge", "unknown"))] += 1
            attempts = record.verification.get("attempts", 1)
            self.attempts[attempts if isinstance(attempts, int) else 1] += 1
        if not record.motion_tokens:
            self.without_motion += 1
        else:
            self.largest_token = max(self.largest_token, *record.motion_tokens)
            if self.codebook is not None and max(record.motion_tokens) >= self.codebook.tokens:
                self.outside += 1
                self._note("motion tokens outside the codebook", line)
            elif self.codebook is not None and not self.codebook.holds(record.motion_tokens):
                self.misplaced += 1
        if record.id:
            if record.id in self._ids:
                self.repeated[record.id] += 1
                self._note("an id that came before", line)
            self._ids.add(record.id)
        if record.split not in SPLITS:
            self._note(f"a split that is not {', '.join(SPLITS)}", line)
        if not record.reasoning.strip():
            self._note("no reasoning", line)

    def _note(self, kind: str, line: int) -> None:
        self.unsound[kind] += 1
        self.first_unsound.setdefault(kind, line)

    @property
    def splits(self) -> list[str]:
        """The splits that occur, train, val and test first."""
        found = {split for _, split in self.kinds}
        return [s for s in SPLITS if s in found] + sorted(found - set(SPLITS))


def survey(
    path: str | Path, codebook: Codebook | None = None, seed: int = 0, sample: int = SAMPLE
) -> tuple[Statistics, list[CotRecord]]:
    """The statistics of a file and a random sample of its records, in the order of the file.

    Raises InputError that names the line for a record that cannot be read, and for an empty file.
    """
    statistics, rng = Statistics(codebook), random.Random(seed)
    kept: list[tuple[int, CotRecord]] = []
    for number, record in numbered_records(path):
        statistics.add(record, number)
        place = rng.randrange(statistics.records)
        if len(kept) < sample:
            kept.append((number, record))
        elif place < sample:
            kept[place] = (number, record)
    if not statistics.records:
        raise InputError(f"{path} holds no CoT records")
    return statistics, [record for _, record in sorted(kept, key=lambda item: item[0])]


def markdown(statistics: Statistics, rejects: int | None = None) -> str:
    """The tables of the statistics; `rejects` is how many subjects were given up, where that is known."""
    s = statistics
    splits = s.splits
    sections = [
        _table(
            ("records", *splits, "all"),
            [
                *_rows_by_task(s, splits),
                ("motions", *(len(s.motions[split]) for split in splits), sum(map(len, s.motions.values()))),
            ],
        ),
        _table(
            ("a record has", "mean", "least", "median", "most"),
            [("sub-actions", *_spread(s.steps)), ("words of reasoning", *_spread(s.words))],
        ),
        _table(("sub-actions", "records", "share"), _shares(sorted(s.steps.items()), s.records)),
        _table(
            ("action", "sub-actions", "share"),
            _shares(s.actions.most_common(MOST_ACTIONS), sum(s.actions.values())),
        ),
        _table(("verification", "records", "share"), _verification(s, rejects)),
    ]
    return "\n\n".join(sections) + "\n"


def count_rejects(path: Path) -> int | None:
    """How many subjects of a job were given up: the lines of `x.rejects.jsonl` beside `x.jsonl`."""
    rejects = path.with_name(path.name.removesuffix(".jsonl") + ".rejects.jsonl")
    if not path.with_name(path.name.removesuffix(".jsonl") + ".job.json").is_file():
        return None
    if not rejects.is_file():
        return 0
    with rejects.open("rb") as lines:
        return sum(1 for line in lines if line.strip())


def _rows_by_task(s: Statistics, splits: Sequence[str]) -> Iterable[tuple[object, ...]]:
    for task in TASKS:
        counts = [s.kinds[task, split] for split in splits]
        if any(counts):
            yield (task, *counts, sum(counts))


def _verification(s: Statistics, rejects: int | None) -> list[tuple[object, ...]]:
    again = sum(count for attempts, count in s.attempts.items() if attempts > 1)
    rows = _shares(sorted(s.verified.items()), s.records)
    rows += _shares([("written again before they passed", again)], s.records)
    if rejects is not None:
        rows += _shares([("rejected (not in the file)", rejects)], s.records + rejects)
    return rows


def _shares(items: Iterable[tuple[object, int]], whole: int) -> list[tuple[object, ...]]:
    return [(name, count, f"{100 * count / max(whole, 1):.1f} %") for name, count in items]


def _spread(histogram: Counter[int]) -> tuple[object, ...]:
    count = sum(histogram.values())
    mean = sum(value * times for value, times in histogram.items()) / max(count, 1)
    passed = 0
    median = 0
    for value, times in sorted(histogram.items()):
        passed += times
        median = value
        if 2 * passed >= count:
            break
    return f"{mean:.1f}", min(histogram, default=0), median, max(histogram, default=0)


def _table(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    body = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in body)


@lru_cache(maxsize=65536)
def _action(text: str) -> str:
    found = decompose(text)
    return found[0].action if found else "other"
