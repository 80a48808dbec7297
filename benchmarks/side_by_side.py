"""What the benchmarks share: turns, agreement, the machine, and the result as it is written.

A benchmark times its sides in turns, so that all meet the same noise, and calls `require` before it makes a
ratio.  `-o FILE.json` writes the form that `benchmarks/table.py` states.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from kinemind.errors import InputError
from kinemind.formats.files import written_aside


class Disagreement(Exception):
    """The two sides do not compute the same: there is no ratio to print."""


def require(agrees: bool, difference: str) -> None:
    """Raises Disagreement, with what differs, unless the outputs agree."""
    if not agrees:
        raise Disagreement(difference)


@dataclass(frozen=True)
class Row:
    """One setting, both sides in the same unit; `peer` and `ratio` are None where nothing may be compared."""

    setting: str
    ours: float
    peer: float | None
    ratio: float | None
    unit: str

    @classmethod
    def of_seconds(cls, setting: str, ours: float, peer: float, unit: str = "s") -> Row:
        """Less is better: the ratio is theirs over ours."""
        return cls(setting, ours, peer, peer / ours, unit)

    @classmethod
    def of_rates(cls, setting: str, ours: float, peer: float, unit: str) -> Row:
        """More is better: the ratio is ours over theirs."""
        return cls(setting, ours, peer, ours / peer, unit)

    @classmethod
    def alone(cls, setting: str, ours: float, unit: str) -> Row:
        """Ours only."""
        return cls(setting, ours, None, None, unit)

    def line(self) -> str:
        """The row as it is printed."""
        beside = "" if self.peer is None else f"   peer {self.peer:>10.4g}"
        ratio = "" if self.ratio is None else f"   ratio {self.ratio:.2f}"
        return f"{self.setting:<58} ours {self.ours:>10.4g}{beside}  {self.unit}{ratio}"


@dataclass(frozen=True)
class Comparison:
    """A benchmark's result: what is compared with whom, how agreement was checked, and the rows."""

    name: str
    what: str
    peer: str
    agreement: str
    rows: tuple[Row, ...]

    def finish(self, output: Path | None, threads: int, words: Sequence[str]) -> None:
        """Print the rows and, where a file is named, write them with the machine and the command."""
        print(f"{self.what}\n  beside: {self.peer}\n  agreement: {self.agreement}")
        for row in self.rows:
            print(f"  {row.line()}")
        if output is not None:
            command = f"python benchmarks/{self.name}.py {shlex.join(words)}".strip()
            found = asdict(self) | {"machine": machine(threads), "command": command}
            with written_aside(output) as aside:
                aside.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


def in_turns(sides: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each side, called in turns `rounds` times."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, call in sides.items():
            begun = time.perf_counter()
            call()
            seconds[name].append(time.perf_counter() - begun)
    return {name: statistics.median(own) for name, own in seconds.items()}


def machine(threads: int) -> str:
    """The processor, its cores, the threads used, the load at the end, and torch's version."""
    from importlib.metadata import version

    names = [line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    processor = names[0].split(":")[1].strip() if names else platform.processor() or platform.machine()
    return (
        f"{processor}, {os.cpu_count()} cores, {threads} threads, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, torch {version('torch')}"
    )


def options_of(about: str | None, rounds: int) -> argparse.ArgumentParser:
    """A parser with what every benchmark takes."""
    parser = argparse.ArgumentParser(description=(about or "").splitlines()[0])
    parser.add_argument("-o", "--output", type=Path, help="write the result here as JSON")
    parser.add_argument("--rounds", type=int, default=rounds, help="turns of every side; medians are shown")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    return parser


def run(main: Callable[[Sequence[str]], None]) -> None:
    """A benchmark as a command: a disagreement or a fault of input ends it with one sentence."""
    try:
        main(sys.argv[1:])
    except Disagreement as found:
        sys.exit(f"the outputs disagree, so there is no ratio: {found}")
    except InputError as error:
        sys.exit(str(error))


@contextmanager
def importing_from(checkout: Path, proof: str) -> Iterator[None]:
    """The public checkout first on the path; what was imported from it is forgotten at the end.

    Raises InputError where `proof`, a file of it, is missing.
    """
    checkout = checkout.resolve()
    if not (checkout / proof).is_file():
        raise InputError(f"{checkout} is not the checkout this needs: it has no {proof}")
    sys.path.insert(0, str(checkout))
    try:
        yield
    finally:
        sys.path.remove(str(checkout))
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", None) or "").startswith(str(checkout)):
                del sys.modules[name]


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.is_file() else []
