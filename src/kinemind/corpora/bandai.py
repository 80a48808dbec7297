"""Bandai-Namco Research Motiondataset 1 and 2: BVH at 30 fps, content and style from the file names.

CC BY-NC 4.0, (c) Bandai Namco Research Inc.  Names: dataset-1_bow_active_001.bvh.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from kinemind.corpora.clip import Clip
from kinemind.corpora.importer import Recordings, existing_folder, files_below, split_by_hash
from kinemind.corpora.recording import to_clip
from kinemind.corpora.wording import label_captions, side_of
from kinemind.errors import InputError

LICENCE = "CC BY-NC 4.0"
_NAME = re.compile(r"dataset-(\d)_([a-z-]+)_([a-z-]+)_(\d+)")


def recordings(root: str) -> Recordings:
    folder = existing_folder(root)
    return Recordings("bandai", files_below(folder, ".bvh"), partial(_read, folder))


def _read(folder: Path, key: str) -> list[Clip]:
    from kinemind.formats.bvh import read_hierarchy

    name = _NAME.fullmatch(Path(key).stem)
    if name is None:
        raise InputError(f"{key} is not named like dataset-1_bow_active_001.bvh")
    number, content, style, take = name.groups()
    clip_id = f"bandai/d{number}_{content}_{style}_{take}"
    motion = read_hierarchy(folder / key)
    clip = Clip(
        id=clip_id,
        motion=to_clip(motion),
        captions=label_captions(content, style, clip_id),
        split=split_by_hash(clip_id),
        source="bandai",
        licence=LICENCE,
        content=content,
        style=style,
        side=side_of(content),
        source_file=key,
        source_fps=motion.fps,
    )
    return [clip]
