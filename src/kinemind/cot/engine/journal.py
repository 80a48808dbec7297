"""The files of a job: what is there is read on a new start, what is made is added line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from kinemind.cot.engine.appending import Appender
from kinemind.cot.engine.outcome import KINDS, Kind, Outcome
from kinemind.cot.trace import Usage
from kinemind.errors import InputError
from kinemind.formats.files import written_aside


@dataclass(frozen=True)
class JobFiles:
    """`x.jsonl` has beside it `x.rejects.jsonl`, `x.failures.jsonl` and `x.job.json`."""

    out: Path

    def of(self, kind: Kind) -> Path:
        return self.out if kind == "record" else self._beside(f".{kind}s.jsonl")

    @property
    def job(self) -> Path:
        return self._beside(".job.json")

    def _beside(self, ending: str) -> Path:
        return self.out.with_name(self.out.name.removesuffix(".jsonl") + ending)


class Journal:
    """Opens the files of the job that `identity` names, or goes on with them; one process at a time.

    `done` holds the ids with a record or a reject, `earlier` what the job has taken so far.  A torn last
    line is cut off.  The failures of the run before are tried again, so their file starts empty; what they
    took is kept in the job file.  Raises InputError for files of another job, in use, or not ours.
    """

    def __init__(
        self, out: Path, identity: Mapping[str, str], sync_seconds: float = 1.0, resume: bool = True
    ) -> None:
        self.files = JobFiles(out)
        self.done: set[str] = set()
        self.earlier = Usage()
        self._appenders: dict[Kind, Appender] = {}
        if out.is_dir():
            raise InputError(f"{out} is a folder; name the file to write")
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            for kind in KINDS:  # the records first: theirs is the lock
                self._appenders[kind] = Appender(self.files.of(kind), sync_seconds, lock=kind == "record")
            self._resume(identity, resume)
        except OSError as error:
            self.close()
            raise InputError(f"cannot write {out}: {error.strerror or error}") from None
        except InputError:
            self.close()
            raise

    def append(self, outcome: Outcome) -> bool:
        """Writes the line of an outcome; False for an id that is done already.  Raises InputError."""
        if outcome.id in self.done:
            return False
        self._appenders[outcome.kind].append(outcome.line)
        if outcome.kind != "failure":
            self.done.add(outcome.id)
        return True

    def sync(self) -> None:
        """Brings all lines to the disk."""
        for appender in self._appenders.values():
            appender.sync()

    def close(self) -> None:
        """Brings all lines to the disk and lets go of the files; empty ones beside the records go."""
        for kind in reversed(KINDS):
            if (appender := self._appenders.pop(kind, None)) is not None:
                if kind != "record" and appender.size == 0:
                    self.files.of(kind).unlink(missing_ok=True)
                appender.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _resume(self, identity: Mapping[str, str], resume: bool) -> None:
        out, job = self.files.out, self.files.job
        failed = Usage()
        if job.exists():
            failed = _agreed(job, identity)
            if not resume:
                raise InputError(f"{out} is there already; resume it, name another file, or remove it")
        elif any(appender.size for appender in self._appenders.values()):
            raise InputError(f"{out} is there and was not made by such a job; name another file or remove it")
        for kind, appender in self._appenders.items():
            appender.cut_torn_line()
            for outcome in written_outcomes(self.files.of(kind), kind):
                if kind == "failure":
                    failed = failed + outcome.usage
                else:
                    self.done.add(outcome.id)
                    self.earlier = self.earlier + outcome.usage
        self.earlier = self.earlier + failed
        with written_aside(job) as aside:
            aside.write_text(json.dumps({"job": dict(identity), "failed": asdict(failed)}, indent=1) + "\n")
        self._appenders["failure"].empty()


def _agreed(job: Path, identity: Mapping[str, str]) -> Usage:
    """What the failures of earlier runs took.  Raises InputError when the file names another job."""
    try:
        kept = json.loads(job.read_text(encoding="utf-8"))
        theirs, failed = kept["job"], Usage(**kept["failed"])
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{job} is no job file; remove it together with its output") from None
    for key in {**theirs, **identity}:
        if theirs.get(key, "") != identity.get(key, ""):
            raise InputError(
                f"{job} is of another job: its {key} is {theirs.get(key, '')!r}, not "
                f"{identity.get(key, '')!r}; name another output file"
            )
    return failed


def written_outcomes(path: Path, kind: Kind) -> Iterator[Outcome]:
    """The whole lines in a file of ours.  Raises InputError that names the line."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):  # torn, the last one
                return
            try:
                value = json.loads(line)
                attempts = (value.get("verification") or value).get("attempts", 0)
                yield Outcome(kind, value["id"], line.decode("utf-8"), attempts, _usage(value))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise InputError(
                    f"{path}, line {number}: not a line of this engine; repair or remove it"
                ) from None


def _usage(line: Mapping[str, Any]) -> Usage:
    found = line.get("usage") or (line.get("provenance") or {}).get("usage")
    return Usage(**found) if found else Usage()
