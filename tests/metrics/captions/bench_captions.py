"""Captions to score in the tests: random words, and the benchmark's own against each other."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from kinemind.metrics.captions.wording import Style, words

Words = tuple[str, ...]


def random_corpus(
    seed: int, motions: int = 30, vocabulary: int = 12
) -> tuple[list[Words], list[list[Words]]]:
    """Candidates and one to five references each; few enough words that all orders match somewhere."""
    rng = np.random.default_rng(seed)

    def caption(least: int) -> Words:
        return tuple(f"w{i}" for i in rng.integers(0, vocabulary, rng.integers(least, 15)))

    references = [[caption(1) for _ in range(rng.integers(1, 6))] for _ in range(motions)]
    candidates = [caption(1) for _ in range(motions)]
    candidates[0] = references[0][0] = tuple(f"w{i}" for i in range(6))
    return candidates, references


def bench_texts(shared: Path, count: int = 120) -> tuple[list[str], list[list[str]]]:
    """The first caption of test clips as candidate, the others as references."""
    lines = (shared / "data" / "clips.jsonl").read_text().splitlines()
    captions = [clip["captions"] for clip in map(json.loads, lines) if clip["split"] == "test"]
    chosen = captions[:: max(len(captions) // count, 1)][:count]
    return [texts[0] for texts in chosen], [texts[1:] for texts in chosen]


def bench_words(shared: Path, style: Style, count: int = 120) -> tuple[list[Words], list[list[Words]]]:
    candidates, references = bench_texts(shared, count)
    return [words(text, style) for text in candidates], [[words(t, style) for t in row] for row in references]


def coco(
    candidates: list[Words], references: list[list[Words]]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """The same as pycocoevalcap takes it: references and candidates by number."""
    return (
        {i: [" ".join(row) for row in given] for i, given in enumerate(references)},
        {i: [" ".join(row)] for i, row in enumerate(candidates)},
    )
