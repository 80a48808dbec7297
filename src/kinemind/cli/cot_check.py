"""`kinemind cot check`: every line of a file read, records judged once more, statistics, and a sample."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro

from kinemind.cli.generate import printable
from kinemind.errors import InputError

if TYPE_CHECKING:
    from kinemind.cot.records import CotRecord
    from kinemind.cot.statistics import Codebook, Statistics

RECHECKED = 2000
"""Records that are judged once more, drawn at random."""
SHOWN = 10
FAILURES_SHOWN = 5
LONGEST = 160
"""Characters of a name, a caption or a reason in a list."""


@dataclass(frozen=True)
class Check:
    """Read every line of a file of records, judge up to 2,000 of them once more, print statistics and ten.

    Refuses a file with tokens outside the codebook, an id that comes twice, an unknown split or no reasoning.
    """

    file: tyro.conf.Positional[Path]
    """JSONL file of CoT records."""
    bundle: str = "nano"
    """Bundle in whose codebook the motion tokens must lie."""
    seed: int = 0
    """Seed of the sample."""
    output: Annotated[Path | None, tyro.conf.arg(aliases=["-o"])] = None
    """Write the statistics as Markdown, too."""


def check(command: Check) -> None:
    from kinemind.cot.statistics import count_rejects, markdown, survey

    codebook = _codebook(command.bundle)
    statistics, drawn = survey(command.file, codebook, command.seed, RECHECKED)
    tables = markdown(statistics, count_rejects(command.file))
    if command.output is not None:
        from kinemind.formats.files import written_aside

        with written_aside(command.output) as aside:
            aside.write_text(tables, encoding="utf-8")
    verdict = "not sound" if statistics.unsound else "every line sound"
    print(f"{command.file}: {statistics.records} records, {verdict}\n")
    print(printable_lines(tables))
    for title, counts in (("teachers", statistics.teachers), ("judges", statistics.judges)):
        told = ", ".join(f"{printable(name)} {count}" for name, count in counts.most_common())
        print(f"{title}: {told or 'none'}")
    print(
        f"tokens: largest {statistics.largest_token}, {statistics.outside} records outside the codebook of "
        f"{command.bundle} ({codebook.tokens}), {statistics.misplaced} with tokens at the place of another "
        f"level ({codebook.levels} levels), {statistics.without_motion} without motion"
    )
    repeated = statistics.repeated
    few = ", ".join(_short(name) for name in list(repeated)[:3])
    print(f"ids that occur more than once: {len(repeated)}" + (f" ({few})" if few else ""))
    _print_rechecked(drawn)
    places = sorted(random.Random(command.seed).sample(range(len(drawn)), min(SHOWN, len(drawn))))
    for number, place in enumerate(places, 1):
        print(f"\n[{number}] {_shown(drawn[place])}")
    if statistics.unsound:
        raise InputError(f"{command.file} is not sound: {_unsound(statistics)}")


def _print_rechecked(records: Sequence[CotRecord]) -> None:
    """What the rules say of records today, whatever the file says of them."""
    from kinemind.cot.reverification import recheck

    verdicts = [(record, recheck(record)) for record in records]
    failed = [(record, verdict.faults[0]) for record, verdict in verdicts if not verdict.passed]
    share = 100 * (1 - len(failed) / len(records))
    print(
        f"judged once more (relevance, consistency, conciseness, sides and ways against the facts): "
        f"{len(records) - len(failed)} of {len(records)} pass ({share:.1f} %)"
    )
    for record, fault in failed[:FAILURES_SHOWN]:
        print(f"    {_short(record.id or record.caption)}: {fault.criterion}: {_short(fault.reason)}")


def _unsound(statistics: Statistics) -> str:
    """ "3 records with no reasoning (the first in line 7)" """
    return "; ".join(
        f"{count} record{'s' if count > 1 else ''} with {kind} "
        f"({'the first in line' if count > 1 else 'line'} {statistics.first_unsound[kind]})"
        for kind, count in statistics.unsound.items()
    )


def printable_lines(text: str) -> str:
    """`printable` line by line, the line ends kept."""
    return "\n".join(map(printable, text.split("\n")))


def _short(text: str) -> str:
    return printable(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def _codebook(bundle: str) -> Codebook:
    from kinemind.bundle import Bundle
    from kinemind.cot.statistics import Codebook

    manifest = Bundle.open(bundle).manifest
    try:
        return Codebook(int(manifest["codebook"]["tokens"]), int(manifest["codebook"]["levels"]))
    except (KeyError, TypeError, ValueError):
        raise InputError(f"the bundle {bundle} does not say how large its codebook is") from None


def _shown(record: CotRecord) -> str:
    lines = [
        f"{printable(record.id or record.task)} ({printable(record.split)}, "
        f"{len(record.motion_tokens)} tokens)",
        f"    caption   {printable(record.caption)}",
        f"    reasoning {printable(record.reasoning)}",
    ]
    if record.answer:
        lines.append(f"    answer    {printable(record.answer)}")
    return "\n".join(lines)
