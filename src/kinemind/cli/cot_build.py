"""`kinemind cot build`: what to write records for, by whom, and where to."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import tyro

from kinemind.cli.generate import printable
from kinemind.errors import InputError

if TYPE_CHECKING:
    from kinemind.cot.teachers.teacher import Teacher

TeacherName = Literal["rules", "caption-only", "openai", "gemini"]
BUNDLE = "nano"
COMPUTING = ("rules", "caption-only")
"""Teachers that need no server."""


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
    holdout: str | None = None
    """With captions: leave out those that occur in the val or test split of this data."""
    teacher: TeacherName = "rules"
    """rules needs no model; caption-only guesses what the motion is like (see --no-verify); openai is any
    OpenAI-compatible server; gemini sees the rendered video."""
    wording: Literal["plain", "terse"] = "plain"
    """How the rules teacher words the same steps and facts: in sentences, or in notes."""
    verify: bool = True
    """Reject what fails; --no-verify keeps every trace, and its record says what is wrong with it."""
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
    tokens_per_minute: float | None = None
    """Most tokens a minute."""
    retries: int = 6
    """How often a request is sent again after a failure of the server or the connection."""
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
    temperature: float = 0.7
    """Temperature of the teacher's model."""
    max_tokens: int = 4096
    """Most tokens of one answer."""
    processes: int | None = None
    """Processes for the rules teacher; one a core if not given."""
    ray_workers: int | None = None
    """Spread the work over so many Ray workers (RAY_ADDRESS, or this machine)."""
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
    bundle: str = BUNDLE
    """Bundle whose motion tokenizer encodes the motions."""
    tokenizer: Path | None = None
    """Folder of a motion tokenizer, instead of a bundle's."""


def build(command: Build) -> None:
    from kinemind.cli.cot_sources import subjects_of
    from kinemind.cot import engine

    _refuse_nonsense(command)
    open_teacher, open_judge = _openers(command)
    teacher, judge = open_teacher(), open_judge() if open_judge else None
    skipped: Counter[str] = Counter()
    subjects, total, data = subjects_of(command, skipped)
    if not command.verify:
        from kinemind.cot.unverified import write_unverified

        print(f"{command.output}: {write_unverified(subjects, teacher, command.output, total).summary()}")
        _say_left_out(skipped)
        return
    options = engine.EngineOptions(
        concurrency=command.concurrency,
        requests_per_minute=command.requests_per_minute,
        tokens_per_minute=command.tokens_per_minute,
        retries=command.retries,
        attempts=command.max_attempts,
        max_cost=command.max_cost,
        timeout=command.timeout,
        processes=_processes(command),
        data=data,
        total=total,
        about=command.data is not None and command.segments,
        resume=command.resume,
    )
    if command.ray_workers is None:
        report = engine.run(subjects, teacher, command.output, options, judge)
    else:
        from kinemind.cot.engine.ray_job import run_on_ray

        workers = command.ray_workers
        report = run_on_ray(subjects, open_teacher, command.output, options, open_judge, workers)
    print(f"{command.output}: {report.summary()}")
    _say_left_out(skipped)
    if report.is_fruitless:
        raise InputError(
            f"no record was made: {report.failures} subjects failed, the last one because of this: "
            f"{printable(report.last_reason)}"
        )


def _say_left_out(skipped: Counter[str]) -> None:
    for reason, count in skipped.items():
        print(f"left out: {count} motions ({reason})", file=sys.stderr)


def _refuse_nonsense(command: Build) -> None:
    if command.data is not None and command.captions is not None:
        raise InputError("both --data and --captions are given; records are made of the one or the other")
    if command.data is None and command.captions is None:
        raise InputError("name the data with --data DIR, or a file of captions with --captions FILE")
    if command.captions is not None and command.task != "t2m":
        raise InputError("captions without a motion serve --task t2m only")
    if command.captions is not None and command.teacher == "gemini":
        raise InputError("the gemini teacher looks at motions; captions without one need rules or openai")
    if command.captions is not None and (command.bundle != BUNDLE or command.tokenizer is not None):
        raise InputError(
            "captions have no motion to encode; --bundle and --tokenizer go with --data, not with --captions"
        )
    asks = {command.teacher, command.judge} & {"openai", "gemini"}
    if command.max_cost is not None and asks and not (command.price_in > 0 or command.price_out > 0):
        raise InputError(
            "without prices every request costs 0 and --max-cost never stops; give --price-in and "
            "--price-out, the money for a million tokens"
        )
    if command.holdout is not None and command.captions is None:
        raise InputError("--holdout goes with --captions; of --data choose the --split")
    if not command.verify and (command.judge is not None or command.teacher not in COMPUTING):
        raise InputError(
            "--no-verify is for teachers without a server (rules, caption-only) and takes no --judge"
        )
    if not command.verify and (command.resume or command.output.exists()):
        raise InputError(
            f"--no-verify writes the whole file at once, without --resume, and {command.output} must be new"
        )
    if command.output.suffix != ".jsonl":
        raise InputError(f"the records are JSON lines: name a .jsonl file, not {command.output}")
    for flag, value, least in (
        ("--limit", command.limit, 1),
        ("--processes", command.processes, 1),
        ("--ray-workers", command.ray_workers, 1),
        ("--max-tokens", command.max_tokens, 1),
        ("--new-composites", command.new_composites, 0),
        ("--rehearsals", command.rehearsals, 0),
        ("--seed", command.seed, 0),
    ):
        if value is not None and value < least:
            raise InputError(f"{flag} is {least} or more, not {value}")


def _openers(command: Build) -> tuple[Callable[[], Teacher], Callable[[], Teacher] | None]:
    """What opens the teacher and the judge, here or where they work."""
    from kinemind.cot.teachers import open_teacher

    opened = partial(
        open_teacher,
        seed=command.seed,
        timeout=command.timeout,
        temperature=command.temperature,
        max_tokens=command.max_tokens,
        price_in=command.price_in,
        price_out=command.price_out,
    )
    teacher = partial(
        opened,
        command.teacher,
        wording=command.wording,
        model=command.model,
        base_url=command.base_url,
        api_key_env=command.api_key_env,
    )
    if command.judge is None:
        return teacher, None
    # a key goes to the server that it was given for, and to no other
    same = command.judge == command.teacher and not command.judge_base_url
    model = command.judge_model or (command.model if same else "")
    url = command.base_url if same else command.judge_base_url
    key = command.judge_api_key_env or (command.api_key_env if same else "")
    return teacher, partial(opened, command.judge, model=model, base_url=url, api_key_env=key)


def _processes(command: Build) -> int:
    """One a core for teachers that compute; requests wait well enough in one process."""
    if command.processes is not None:
        return command.processes
    computes = command.teacher in COMPUTING and (command.judge is None or command.judge in COMPUTING)
    return max(1, os.cpu_count() or 1) if computes else 1
