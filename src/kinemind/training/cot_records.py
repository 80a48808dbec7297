"""The CoT records that a policy is trained on: those of a file, or made by rules from the data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from kinemind.corpora import open_data
from kinemind.cot import engine
from kinemind.cot.records import CotRecord, training_records
from kinemind.cot.subject import Subject
from kinemind.cot.subjects import Draft, Drafts, Selection, rehearsal_subjects
from kinemind.cot.teachers import open_teacher
from kinemind.errors import InputError
from kinemind.language.dialects import tasks_of
from kinemind.tokenizer import MotionTokenizer
from kinemind.training.config import RLVRStage, SFTStage

MADE = "cot.jsonl"
"""File in the run folder for the records that the run makes itself."""


def data_hash(stage: SFTStage | RLVRStage) -> str:
    """Hexadecimal SHA-256 of what the records come from.  Raises InputError."""
    if not stage.cot_train_jsonl:
        return open_data(stage.data).content_hash
    try:
        with Path(stage.cot_train_jsonl).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            f"the CoT records {stage.cot_train_jsonl} cannot be read: {error.strerror}"
        ) from None


def usable_records(stage: SFTStage | RLVRStage, folder: Path, tokenizer: MotionTokenizer) -> list[CotRecord]:
    """The train records of the stage's tasks, all codes within the tokenizer's.  Raises InputError."""
    path = Path(stage.cot_train_jsonl) if stage.cot_train_jsonl else _made(stage, folder, tokenizer)
    tasks = tasks_of(stage.training_task)
    records = [record for record in training_records(path) if record.task in tasks]
    if not records:
        raise InputError(f"{path} holds no {stage.training_task} records")
    size = tokenizer.vocabulary_size
    wrong = next((r for r in records if r.motion_tokens and max(r.motion_tokens) >= size), None)
    if wrong is not None:
        raise InputError(
            f"the record {wrong.id or wrong.caption!r} has the motion token {max(wrong.motion_tokens)}, the "
            f"tokenizer knows {size}: were the records made with another tokenizer?"
        )
    bare = next((r for r in records if r.task == "m2t" and not r.motion_tokens), None)
    if bare is not None:
        raise InputError(f"the m2t record {bare.id or bare.caption!r} has no motion tokens")
    return records


def _made(stage: SFTStage | RLVRStage, folder: Path, tokenizer: MotionTokenizer) -> Path:
    """Records of the train split, written by the rules teacher into the run folder (resumed after a kill)."""
    corpus = open_data(stage.data)
    wanted = stage.cot
    selection = Selection(
        split="train",
        mirror=wanted.mirror,
        new_composites=wanted.new_composites,
        plain=wanted.plain,
        balance=wanted.balance,
        seed=stage.seed,
    )
    drafts = Drafts(corpus, stage.training_task, tokenizer, selection)
    if not drafts.expected:
        raise InputError(f"{stage.data} has no captioned motions in its train split")
    subjects: Iterator[Subject | Draft] = chain(
        drafts, rehearsal_subjects(corpus, stage.seed, wanted.rehearsals)
    )
    options = engine.EngineOptions(
        processes=max(1, stage.threads),
        data=f"{corpus.content_hash} {wanted.model_dump_json()} {tokenizer.vocabulary_size}",
        total=drafts.expected + wanted.rehearsals,
    )
    engine.run(subjects, open_teacher("rules", seed=stage.seed), folder / MADE, options)
    return folder / MADE
