"""`kinemind cot check`: every line of a file of records read, statistics, and a sample to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro

from kinemind.errors import InputError

if TYPE_CHECKING:
    from kinemind.cot.records import CotRecord
    from kinemind.cot.statistics import Codebook


@dataclass(frozen=True)
class Check:
    """Read every line of a file of records; print statistics and a sample of ten."""

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
    statistics, sample = survey(command.file, codebook, command.seed)
    tables = markdown(statistics, count_rejects(command.file))
    if command.output is not None:
        from kinemind.formats.files import written_aside

        with written_aside(command.output) as aside:
            aside.write_text(tables, encoding="utf-8")
    print(f"{command.file}: {statistics.records} records, every line sound\n")
    print(tables)
    for title, counts in (("teachers", statistics.teachers), ("judges", statistics.judges)):
        print(f"{title}: " + (", ".join(f"{name} {n}" for name, n in counts.most_common()) or "none"))
    print(
        f"tokens: largest {statistics.largest_token}, {statistics.outside} records outside the codebook of "
        f"{command.bundle} ({codebook.tokens}), {statistics.without_motion} records without motion"
    )
    repeated = statistics.repeated
    few = ", ".join(list(repeated)[:3])
    print(f"ids that occur more than once: {len(repeated)}" + (f" ({few})" if few else ""))
    for number, record in enumerate(sample, 1):
        print(f"\n[{number}] {_shown(record)}")


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
        f"{record.id or record.task} ({record.split}, {len(record.motion_tokens)} tokens)",
        f"    caption   {record.caption}",
        f"    reasoning {record.reasoning}",
    ]
    if record.answer:
        lines.append(f"    answer    {record.answer}")
    return "\n".join(lines)
