"""Any folder of readable motion files, with captions beside them or in a table.

`walk.bvh` takes its captions from `walk.txt` (a caption a line; HumanML3D's form too), from any .csv
(file,caption) and from any .jsonl ({"file": …, "caption": …}) in the folder; files are named with or
without suffix, relative to the folder.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath

from kinemind.corpora.caption_files import read_json_lines, read_lines, read_table
from kinemind.corpora.clip import Caption, Clip
from kinemind.corpora.importer import Recordings, existing_folder, files_below, split_by_hash
from kinemind.corpora.recording import FPS, to_clip
from kinemind.errors import InputError
from kinemind.motion import Motion
from kinemind.skeletons import KIT21, SKELETONS

KIT_FPS = 12.5
STATISTICS = ("mean", "std")


def recordings(root: str) -> Recordings:
    from kinemind.formats import READABLE

    folder = existing_folder(root)
    keys = [k for k in files_below(folder, *READABLE) if Path(k).stem.lower() not in STATISTICS]
    tables: dict[str, list[Caption]] = {}
    for read, suffix in ((read_table, ".csv"), (read_json_lines, ".jsonl")):
        for path in files_below(folder, suffix):
            for name, captions in read(folder / path).items():
                tables.setdefault(_plain(name), []).extend(captions)
    return Recordings("folder", keys, partial(_read, folder, tables))


def _plain(name: str) -> str:
    """A file's name as it is looked up: relative, with / and without suffix."""
    path = PurePosixPath(name.replace("\\", "/"))
    return (path.with_suffix("") if path.suffix else path).as_posix().removeprefix("./")


def _read(folder: Path, tables: dict[str, list[Caption]], key: str) -> list[Clip]:
    motion = Motion.load(folder / key)
    if motion.skeleton.name not in SKELETONS:
        raise InputError(f"the skeleton of {key} has no mapping to {', '.join(SKELETONS)}")
    plain = _plain(key)
    beside = (folder / key).with_suffix(".txt")
    captions = list(read_lines(beside)) if beside.is_file() else []
    captions += tables.get(plain, [])
    captions += tables.get(PurePosixPath(plain).name, []) if "/" in plain else []
    if not captions and motion.text:
        captions = [Caption(motion.text, "file")]
    clip = Clip(
        id=f"folder/{plain}",
        motion=to_clip(motion, KIT_FPS if motion.skeleton is KIT21 else FPS),
        captions=tuple(dict.fromkeys(captions)),
        split=split_by_hash(plain),
        source="folder",
        source_file=key,
        source_fps=motion.fps,
    )
    return [clip]
