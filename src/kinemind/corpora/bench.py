"""The shared benchmark folder: motions.npz, clips.jsonl, composites.jsonl (HUMANML22 at 20 fps)."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from kinemind.corpora.clip import Caption, Clip, Composite, CompositePart, Corpus
from kinemind.corpora.importer import Recordings, existing_folder
from kinemind.errors import InputError
from kinemind.motion import Motion

FPS = 20.0
FILES = ("motions.npz", "clips.jsonl", "composites.jsonl")


def is_bench(folder: Path) -> bool:
    return all((folder / name).is_file() for name in FILES[:2])


def open_bench(folder: Path) -> Corpus:
    """Read the folder; the arrays are decoded once and every clip is a view of them."""
    try:
        with np.load(folder / "motions.npz", allow_pickle=False) as arrays:
            starts = arrays["start"]
            joints = arrays["local"] * np.float32(1e-4)
            joints += arrays["root"][:, None]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(f"{folder / 'motions.npz'} is broken or not of the benchmark: {error}") from None
    rows = read_lines(folder / "clips.jsonl")
    if len(rows) + 1 != len(starts) or starts[-1] != len(joints):
        raise InputError(f"clips.jsonl and motions.npz in {folder} do not belong together")
    clips = tuple(
        _clip(row, Motion(joints[a:b], FPS)) for row, a, b in zip(rows, starts[:-1], starts[1:], strict=True)
    )
    recipes = folder / "composites.jsonl"
    composites = tuple(composite(row) for row in read_lines(recipes)) if recipes.is_file() else ()
    files = tuple(folder / name for name in FILES if (folder / name).is_file())
    return Corpus("bench", folder, clips, composites, files)


def recordings(root: str) -> Recordings:
    """The clips of the folder one by one, to be copied into a store."""
    folder = existing_folder(root)
    if not is_bench(folder):
        raise InputError(f"{folder} is not the benchmark folder: it lacks motions.npz or clips.jsonl")
    corpus = open_bench(folder)
    keys = [clip.id for clip in corpus.all_clips]
    return Recordings("bench", keys, lambda key: [corpus.clip(key)], corpus.all_composites)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file.  Raises InputError."""
    try:
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{path} is not readable as JSON lines: {error}") from None


def _clip(row: dict[str, Any], motion: Motion) -> Clip:
    sources = row.get("caption_sources") or ["template"] * len(row["captions"])
    side = next((s for s in ("left", "right", "both") if s in row["content"].split("-")), None)
    return Clip(
        id=row["id"],
        motion=motion,
        captions=tuple(Caption(t, s) for t, s in zip(row["captions"], sources, strict=True)),
        split=row["split"],
        source=row["source"],
        licence=row["licence"],
        content=row["content"],
        style=row["style"],
        side=side,
        actor=row["actor"],
        source_file=row["source_file"],
        source_fps=row["source_fps"],
        part=row.get("part"),
        source_range=tuple(row["source_range"]) if "source_range" in row else None,
    )


def composite(row: dict[str, Any]) -> Composite:
    parts = tuple(CompositePart(p["clip"], p["start"], p["end"], p["text"]) for p in row["parts"])
    return Composite(row["id"], row["split"], parts, row["num_frames"], tuple(row["captions"]))
