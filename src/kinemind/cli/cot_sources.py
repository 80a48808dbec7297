"""Where the subjects of `kinemind cot build` come from, and the words that name the data in a job."""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kinemind.errors import InputError

if TYPE_CHECKING:
    from kinemind.cli.cot_build import Build
    from kinemind.corpora import Corpus


def subjects_of(command: Build, skipped: Counter[str]) -> tuple[Any, int, str]:
    """The subjects, how many there are (about), and the words that name the data in a job."""
    from kinemind.cot.subjects import (
        Drafts,
        Selection,
        caption_subjects,
        read_captions,
        rehearsal_subjects,
    )

    if command.captions is not None:
        captions = read_captions(command.captions)
        if command.holdout is not None:
            captions = _not_held_out(captions, command.holdout)
        total = len(captions) if command.limit is None else min(len(captions), command.limit)
        return caption_subjects(captions, command.limit), total, f"{command.captions.name} {total}"
    from kinemind.corpora import open_data
    from kinemind.tokenizer import MotionTokenizer

    assert command.data is not None
    corpus = open_data(command.data)
    selection = Selection(
        split=command.split,
        composites=command.composites,
        segments=command.segments,
        mirror=command.mirror,
        new_composites=command.new_composites,
        plain=command.plain,
        limit=command.limit,
        seed=command.seed,
    )

    def skip(_: str, reason: str) -> None:
        skipped[reason] += 1

    folder = _tokenizer_folder(command)
    found = Drafts(
        corpus,
        command.task,
        MotionTokenizer.load(folder),
        selection,
        with_motion="gemini" in (command.teacher, command.judge),
        on_skip=skip,
    )
    if not found.expected:
        raise InputError(f"{command.data} has no captioned motions in its {command.split} split")
    more = command.rehearsals if command.task != "m2t" and command.split in ("train", "all") else 0
    subjects = chain(found, rehearsal_subjects(corpus, command.seed, more))
    return subjects, found.expected + more, _identity(command, corpus, folder)


def _identity(command: Build, corpus: Corpus, tokenizer: Path) -> str:
    """What must not change between two runs on one file."""
    chosen = ("split", "composites", "segments", "mirror", "new_composites", "plain", "rehearsals", "limit",
              "seed")  # fmt: skip
    words = [f"{name}={getattr(command, name)}" for name in ("task", *chosen)]
    with (tokenizer / "model.safetensors").open("rb") as stream:
        weights = hashlib.file_digest(stream, "sha256").hexdigest()
    return " ".join([corpus.name, corpus.content_hash, *words, f"tokenizer={weights[:16]}"])


def _tokenizer_folder(command: Build) -> Path:
    if command.tokenizer is not None:
        inner = command.tokenizer / "tokenizer"
        return inner if inner.is_dir() else command.tokenizer
    from kinemind.bundle import Bundle

    return Bundle.open(command.bundle).path / "tokenizer"


def _not_held_out(captions: list[tuple[str, str]], data: str) -> list[tuple[str, str]]:
    """The captions whose words are not those of a caption of the data's val or test split."""
    from kinemind.corpora import open_data

    corpus = open_data(data)
    held = {
        _bare(text)
        for split in ("val", "test")
        for texts in (
            *(clip.texts for clip in corpus.clips(split)),
            *(recipe.captions for recipe in corpus.composites(split)),
        )
        for text in texts
    }
    kept = [(name, text) for name, text in captions if _bare(text) not in held]
    if not kept:
        raise InputError(f"every caption occurs in the val or test split of {data}")
    return kept


def _bare(text: str) -> str:
    return " ".join(text.lower().split()).rstrip(" .")
