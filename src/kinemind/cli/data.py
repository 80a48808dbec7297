"""`kinemind data`: import a corpus into a store, and say what a store holds."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from kinemind.progress import progress


@dataclass(frozen=True)
class Import:
    """Import a corpus into a store; run the same command again to continue one that was broken off."""

    corpus: tyro.conf.Positional[str]
    """bench, bandai, cmu, hdm05, folder, amass, motionhub, humanml3d, kitml, babel or synthetic."""
    root: tyro.conf.Positional[str]
    """Folder of the corpus as published; for synthetic '-' or a number of clips."""
    output: Annotated[Path, tyro.conf.arg(aliases=["-o"])]
    """Folder of the store to make."""


@dataclass(frozen=True)
class Stats:
    """Print what a store or the benchmark folder holds."""

    path: tyro.conf.Positional[str]
    """Folder of the store, or the benchmark folder."""


@dataclass(frozen=True)
class Options:
    """Import a corpus, or describe an imported one."""

    command: tyro.conf.OmitSubcommandPrefixes[
        Annotated[Import, tyro.conf.subcommand("import")] | Annotated[Stats, tyro.conf.subcommand("stats")]
    ]


def run(options: Options) -> None:
    if isinstance(options.command, Import):
        _import(options.command)
    else:
        _stats(options.command)


def _import(command: Import) -> None:
    from kinemind.corpora.importer import recordings_of
    from kinemind.corpora.importing import import_recordings

    source = recordings_of(command.corpus, command.root)
    with progress(f"importing {source.name}") as report:
        done = import_recordings(
            source,
            command.output,
            lambda count, total, skipped: report(count, total, f"skipped {skipped}"),
        )
    print(
        f"{done.name}: {done.clips} clips ({done.hours:.2f} h, {done.captions} captions) from "
        f"{done.recordings} recordings in {command.output}"
    )
    if done.resumed:
        print(f"continued: {done.resumed} recordings were already there")
    where = f" (reasons in {command.output / 'skipped.log'})" if done.skipped else ""
    print(f"skipped: {done.skipped}{where}")


def _stats(command: Stats) -> None:
    from rich.console import Console
    from rich.table import Table

    from kinemind.corpora import Clip, open_data
    from kinemind.corpora.clip import SPLITS

    corpus = open_data(command.path)
    table = Table(title=f"{corpus.name} ({command.path})")
    for column in ("split", "clips", "hours", "frames", "captions", "unique", "vocabulary", "composites"):
        table.add_column(column, justify="left" if column == "split" else "right")

    def add(split: str, clips: list[Clip], composites: int) -> None:
        texts = [caption.text for clip in clips for caption in clip.captions]
        table.add_row(
            split,
            str(len(clips)),
            f"{sum(clip.motion.seconds for clip in clips) / 3600:.2f}",
            str(sum(clip.num_frames for clip in clips)),
            str(len(texts)),
            str(len(set(texts))),
            str(len({word for text in texts for word in re.findall(r"[a-z']+", text.lower())})),
            str(composites),
        )

    for split in SPLITS:
        add(split, corpus.clips(split), len(corpus.composites(split)))
    add("all", corpus.clips(), len(corpus.composites()))
    console = Console(width=None if sys.stdout.isatty() else 110)
    console.print(table)
    for label in ("source", "content", "style"):
        counts = Counter(value for clip in corpus.all_clips if (value := getattr(clip, label)))
        if counts:
            listed = ", ".join(f"{name} {count}" for name, count in counts.most_common())
            print(f"{label}: {listed}")
