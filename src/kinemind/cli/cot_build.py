"""`kinemind cot build`: what to write records for, by whom, and where to."""

from __future__ import annotations

import hashlib
import os
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import tyro

from kinemind.errors import InputError

if TYPE_CHECKING:
    from kinemind.corpora import Corpus
    from kinemind.cot.teachers.teacher import Teacher

TeacherName = Literal["rules", "openai", "gemini"]


@dataclass(frozen=True, kw_only=True)
class Build:
    """Have a teacher write a verified trace for every motion and caption.

    Rejected traces go to FILE.rejects.jsonl with the reasons; after a kill, --resume goes on.
    """

    task: Literal["t2m", "m2t", "both"]
    """Text to motion, motion to text, or both in one file."""
    output: Annotated[Path, tyro.conf.arg(aliases=["-o"])]
    """JSONL file to write."""
    data: str | None = None
    """An imported store, or the benchmark folder itself."""
    captions: Path | None = None
    """Instead of data: JSON lines {"id", "text"}, captions without motion (t2m)."""
    teacher: TeacherName = "rules"
    """rules needs no model; openai is any OpenAI-compatible server; gemini sees the rendered video."""
    model: str = ""
    """Model of the teacher."""
    base_url: str = ""
    """Address of the server, http://localhost:8000/v1 for a local one."""
    api_key_env: str = ""
    """Environment variable that holds the key."""
    judge: TeacherName | None = None
    """A teacher that judges what the rules let pass."""
    judge_model: str = ""
    """Model of the judge (a judge at the teacher's own server takes the teacher's)."""
    judge_base_url: str = ""
    """Address of the judge's server (a judge of the teacher's kind takes the teacher's)."""
    judge_api_key_env: str = ""
    """Environment variable that holds the judge's key, if its server is another."""
    concurrency: int = 64
    """Requests under way at a time."""
    requests_per_minute: float | None = None
    """Most requests a minute."""
    max_attempts: int = 3
    """Traces that may be written for one subject before it is rejected."""
    max_cost: float | None = None
    """Money after which no more requests are sent (needs prices)."""
    price_in: float = 0.0
    """Money for a million tokens of prompt."""
    price_out: float = 0.0
    """Money for a million tokens of answer."""
    timeout: float = 120.0
    """Seconds after which a request has failed."""
    processes: int | None = None
    """Processes for the rules teacher; one a core if not given."""
    resume: bool = False
    """Go on with a file that is there."""
    split: Literal["train", "val", "test", "all"] = "all"
    composites: bool = True
    """The data's recipes of multi-step motions, too."""
    segments: bool = True
    """Runs of parts of composites, and pieces of clips with several clear phases, too."""
    mirror: bool = False
    """Mirror images of train motions and captions, too."""
    new_composites: int = 0
    """How many new composites to make from train clips."""
    plain: bool = False
    """One more, short caption for every train motion (t2m)."""
    rehearsals: int = 0
    """How many captions without a motion to make of the train split's own words (t2m)."""
    limit: int | None = None
    """Make this many records of motions only, drawn at random by the seed."""
    seed: int = 0
    bundle: str = "nano"
    """Bundle whose motion tokenizer encodes the motions."""
    tokenizer: Path | None = None
    """Folder of a motion tokenizer, instead of a bundle's."""


def build(command: Build) -> None:
    from kinemind.cot.engine import EngineOptions
    from kinemind.cot.engine import run as run_engine

    _refuse_nonsense(command)
    teacher, judge = _teachers(command)
    skipped: Counter[str] = Counter()
    subjects, total, data = _subjects(command, skipped)
    options = EngineOptions(
        concurrency=command.concurrency,
        requests_per_minute=command.requests_per_minute,
        attempts=command.max_attempts,
        max_cost=command.max_cost,
        timeout=command.timeout,
        processes=_processes(command),
        data=data,
        total=total,
        resume=command.resume,
    )
    report = run_engine(subjects, teacher, command.output, options, judge)
    print(f"{command.output}: {report.summary()}")
    for reason, count in skipped.items():
        print(f"left out: {count} motions ({reason})", file=sys.stderr)


def _refuse_nonsense(command: Build) -> None:
    if (command.data is None) == (command.captions is None):
        raise InputError("name the data with --data DIR, or a file of captions with --captions FILE")
    if command.captions is not None and command.task != "t2m":
        raise InputError("captions without a motion serve --task t2m only")
    if command.captions is not None and command.teacher == "gemini":
        raise InputError("the gemini teacher looks at motions; captions without one need rules or openai")
    if command.output.suffix != ".jsonl":
        raise InputError(f"the records are JSON lines: name a .jsonl file, not {command.output}")
    for flag, value, least in (
        ("--limit", command.limit, 1),
        ("--processes", command.processes, 1),
        ("--new-composites", command.new_composites, 0),
        ("--rehearsals", command.rehearsals, 0),
        ("--seed", command.seed, 0),
    ):
        if value is not None and value < least:
            raise InputError(f"{flag} is {least} or more, not {value}")


def _teachers(command: Build) -> tuple[Teacher, Teacher | None]:
    from kinemind.cot.teachers import open_teacher

    def opened(name: TeacherName, model: str, base_url: str, key: str) -> Teacher:
        return open_teacher(
            name,
            model=model,
            base_url=base_url,
            seed=command.seed,
            api_key_env=key,
            timeout=command.timeout,
            price_in=command.price_in,
            price_out=command.price_out,
        )

    teacher = opened(command.teacher, command.model, command.base_url, command.api_key_env)
    if command.judge is None:
        return teacher, None
    # a key goes to the server that it was given for, and to no other
    same = command.judge == command.teacher and not command.judge_base_url
    model = command.judge_model or (command.model if same else "")
    url = command.base_url if same else command.judge_base_url
    key = command.judge_api_key_env or (command.api_key_env if same else "")
    return teacher, opened(command.judge, model, url, key)


def _processes(command: Build) -> int:
    """One a core for teachers that compute; requests wait well enough in one process."""
    if command.processes is not None:
        return command.processes
    computes = command.teacher == "rules" and command.judge in (None, "rules")
    return max(1, os.cpu_count() or 1) if computes else 1


def _subjects(command: Build, skipped: Counter[str]) -> tuple[Any, int, str]:
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
