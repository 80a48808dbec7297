"""An imported store: shards of clips, each whole or absent, and the opening of a finished one.

corpus.json        name, version, finished, counts
shards/00000.npy   joint positions of some clips, float32 [rows, 3] metres, memory-mapped to read
shards/00000.json  the recordings of the shard, its clips and what was skipped; written after the
                   .npy, so its presence says that the shard is whole
clips.jsonl · composites.jsonl · skipped.log · Mean.npy · Std.npy
"""

from __future__ import annotations

import io
import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from kinemind.corpora.bench import composite, read_lines
from kinemind.corpora.clip import Caption, Clip, Corpus
from kinemind.errors import InputError
from kinemind.motion import Motion, Step
from kinemind.skeletons import skeleton_named

VERSION = 1
LABELS = (
    "id", "split", "source", "licence", "content", "style", "side", "actor", "source_file", "source_fps",
    "part", "source_range",
)  # fmt: skip
Row = dict[str, Any]


def is_store(folder: Path) -> bool:
    return (folder / "corpus.json").is_file()


def open_store(folder: Path) -> Corpus:
    """Open a finished store; motions are read when first asked for.  Raises InputError."""
    about = about_store(folder)
    if not about["finished"]:
        raise InputError(f"the import into {folder} did not finish; run the same command again to continue")
    clips = tuple(_clip(folder, row) for row in read_lines(folder / "clips.jsonl"))
    recipes = folder / "composites.jsonl"
    composites = tuple(composite(row) for row in read_lines(recipes)) if recipes.is_file() else ()
    arrays = {n: np.load(p) for n in ("Mean", "Std") if (p := folder / f"{n}.npy").is_file()}
    files = [folder / "clips.jsonl", *sorted((folder / "shards").glob("*.npy"))]
    files += [recipes] if composites else []
    return Corpus(
        about["name"], folder, clips, composites, tuple(files), arrays.get("Mean"), arrays.get("Std")
    )


def about_store(folder: Path) -> Row:
    """What corpus.json says.  Raises InputError for a broken file or another version."""
    try:
        about: Row = json.loads((folder / "corpus.json").read_text("utf-8"))
        version = about["version"]
        about["name"], about["finished"]
    except (OSError, ValueError, LookupError, TypeError):
        raise InputError(f"{folder / 'corpus.json'} is broken; import into a new folder") from None
    if version != VERSION:
        raise InputError(f"{folder} is a store of version {version}, this program reads version {VERSION}")
    return about


def write_shard(
    folder: Path, number: int, recordings: list[str], clips: list[Clip], skipped: list[Row]
) -> Row:
    """Write one shard for good; returns its description."""
    rows, blocks, first = [], [np.zeros((0, 3), np.float32)], 0
    for clip in clips:
        rows.append(_row(clip, number, first))
        blocks.append(clip.motion.joints.reshape(-1, 3))
        first += len(blocks[-1])
    write_array(folder / "shards" / f"{number:05d}.npy", np.concatenate(blocks))
    shard = {"recordings": recordings, "clips": rows, "skipped": skipped}
    write_aside(folder / "shards" / f"{number:05d}.json", json.dumps(shard).encode())
    return shard


def read_shards(folder: Path) -> list[Row]:
    """The descriptions of the whole shards, in order; what follows a gap is not counted."""
    shards: list[Row] = []
    while (path := folder / "shards" / f"{len(shards):05d}.json").is_file():
        shards.append(json.loads(path.read_text("utf-8")))
    return shards


def write_array(path: Path, array: np.ndarray) -> None:
    stream = io.BytesIO()
    np.save(stream, array)
    write_aside(path, stream.getbuffer())


def write_aside(path: Path, content: bytes | memoryview) -> None:
    """Write under a temporary name in the same folder, then rename: the file is whole or absent."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def _row(clip: Clip, shard: int, first: int) -> Row:
    motion = clip.motion
    row: Row = {name: value for name in LABELS if (value := getattr(clip, name)) is not None}
    row |= {"shard": shard, "row": first, "num_frames": len(motion), "fps": motion.fps}
    row["skeleton"] = motion.skeleton.name
    row["captions"] = [_caption_row(c) for c in clip.captions]
    row["steps"] = [[s.text, s.start, s.end] for s in motion.steps]
    return row


def _caption_row(caption: Caption) -> list[Any]:
    row = [caption.text, caption.source, caption.start, caption.end]
    return row if caption.tokens is None else [*row, caption.tokens]


def _clip(folder: Path, row: Row) -> Clip:
    labels = {name: row[name] for name in LABELS if name in row}
    if "source_range" in labels:
        labels["source_range"] = tuple(labels["source_range"])
    captions = tuple(Caption(*c) for c in row["captions"])
    return Clip(motion=partial(_motion, folder, row), captions=captions, **labels)


def _motion(folder: Path, row: Row) -> Motion:
    path = folder / "shards" / f"{row['shard']:05d}.npy"
    skeleton = skeleton_named(row["skeleton"])
    first, count = row["row"], row["num_frames"] * skeleton.num_joints
    try:
        rows = np.load(path, mmap_mode="r", allow_pickle=False)[first : first + count]
        joints = np.array(rows).reshape(row["num_frames"], skeleton.num_joints, 3)
    except (OSError, ValueError) as error:
        raise InputError(f"{path} is missing or damaged ({error}); import the corpus again") from None
    text = next((c[0] for c in row["captions"] if c[2] is None), "")
    return Motion(joints, row["fps"], skeleton, text=text, steps=tuple(Step(*s) for s in row["steps"]))
