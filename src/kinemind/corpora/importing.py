"""The import of a corpus into a store: it streams, survives a kill and skips broken files."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from kinemind.corpora.clip import Clip
from kinemind.corpora.importer import Recordings
from kinemind.corpora.store import (
    VERSION,
    Row,
    about_store,
    is_store,
    read_shards,
    write_array,
    write_aside,
    write_shard,
)
from kinemind.errors import InputError

SHARD_RECORDINGS = 64
BROKEN = (ValueError, OSError, EOFError, LookupError, zipfile.BadZipFile)
"""What reading a damaged file raises; anything else is a fault of ours and stops the import."""
Progress = Callable[[int, int, int], None]
"""Called with recordings done, recordings in all, recordings skipped."""


@dataclass(frozen=True)
class ImportSummary:
    """What an import came to; `skipped` counts recordings, their reasons are in skipped.log."""

    name: str
    recordings: int
    clips: int
    captions: int
    hours: float
    skipped: int
    resumed: int


def import_recordings(
    source: Recordings, folder: Path, progress: Progress = lambda done, total, skipped: None
) -> ImportSummary:
    """Read all recordings into a store in `folder`, continuing one that was broken off.

    Raises InputError when the folder holds something else, cannot be written, or nothing could be read.
    """
    try:
        shards = _prepare(source, folder)
        resumed = sum(len(s["recordings"]) for s in shards)
        skipped: list[Row] = [entry for s in shards for entry in s["skipped"]]
        seen = {row["id"] for s in shards for row in s["clips"]}
        progress(resumed, len(source.keys), len(skipped))
        for first in range(len(shards) * SHARD_RECORDINGS, len(source.keys), SHARD_RECORDINGS):
            keys = list(source.keys[first : first + SHARD_RECORDINGS])
            clips: list[Clip] = []
            for done, key in enumerate(keys, first + 1):
                try:
                    clips += _unseen(source.read(key), seen)
                except BROKEN as error:
                    skipped.append({"recording": key, "reason": _reason(error)})
                progress(done, len(source.keys), len(skipped))
            here = [entry for entry in skipped if entry["recording"] in set(keys)]
            shards.append(write_shard(folder, len(shards), keys, clips, here))
            _write_log(folder, skipped)
        return _finish(source, folder, shards, resumed)
    except OSError as error:  # reading is guarded above: this is the writing
        raise InputError(f"the folder {folder} cannot be written: {error.strerror}") from None


def _prepare(source: Recordings, folder: Path) -> list[Row]:
    """Make or check the folder; returns the whole shards that are already there."""
    if is_store(folder):
        name = about_store(folder)["name"]
        shards = read_shards(folder)
        done = [key for shard in shards for key in shard["recordings"]]
        if name != source.name or done != list(source.keys[: len(done)]):
            raise InputError(f"{folder} holds an import of other files ({name}); choose another folder")
        if any(len(shard["recordings"]) != SHARD_RECORDINGS for shard in shards[:-1]) or (
            len(done) < len(source.keys) and len(done) % SHARD_RECORDINGS
        ):
            raise InputError(f"{folder} holds an import of fewer files ({name}); choose another folder")
        return shards
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} exists and is not a store of ours; choose an empty or a new folder")
    try:
        (folder / "shards").mkdir(parents=True)
    except OSError as error:
        raise InputError(f"the folder {folder} cannot be made: {error.strerror}") from None
    _write_json(folder / "corpus.json", {"name": source.name, "version": VERSION, "finished": False})
    return []


def _unseen(clips: list[Clip], seen: set[str]) -> list[Clip]:
    """The clips, once all of them are known to be new and readable."""
    for clip in clips:
        if clip.id in seen:
            raise InputError(f"the clip {clip.id} was already imported from another file")
        len(clip.motion)
    seen.update(clip.id for clip in clips)
    return clips


def _finish(source: Recordings, folder: Path, shards: list[Row], resumed: int) -> ImportSummary:
    rows = [row for shard in shards for row in shard["clips"]]
    skipped = [entry for shard in shards for entry in shard["skipped"]]
    if not rows:
        reason = skipped[0]["reason"] if skipped else "no recordings"
        shutil.rmtree(folder)
        raise InputError(f"nothing could be imported as {source.name}: {reason}")
    write_aside(folder / "clips.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())
    if source.composites:
        lines = "".join(json.dumps(asdict(c)) + "\n" for c in source.composites)
        write_aside(folder / "composites.jsonl", lines.encode())
    for name, array in source.arrays.items():
        write_array(folder / f"{name}.npy", array)
    summary = ImportSummary(
        name=source.name,
        recordings=sum(len(s["recordings"]) for s in shards),
        clips=len(rows),
        captions=sum(len(row["captions"]) for row in rows),
        hours=sum(row["num_frames"] / row["fps"] for row in rows) / 3600,
        skipped=len(skipped),
        resumed=resumed,
    )
    counts = {k: v for k, v in asdict(summary).items() if k not in ("name", "resumed")}
    _write_json(
        folder / "corpus.json", {"name": source.name, "version": VERSION, "finished": True, "counts": counts}
    )
    return summary


def _write_log(folder: Path, skipped: list[Row]) -> None:
    if skipped:
        lines = "".join(f"{entry['recording']}\t{entry['reason']}\n" for entry in skipped)
        write_aside(folder / "skipped.log", lines.encode())


def _write_json(path: Path, value: Row) -> None:
    write_aside(path, (json.dumps(value, indent=1) + "\n").encode())


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
