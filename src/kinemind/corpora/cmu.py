"""CMU Graphics Lab Motion Capture Database: .amc with its .asf, or the cgspeed .bvh conversion.

Free for all uses; mocap.cs.cmu.edu, created with funding from NSF EIA-0196217.  Captions come from a
copy of the web index (any .txt in the folder with lines "02_01  walk"); without it a clip has none.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from kinemind.corpora.clip import Caption, Clip
from kinemind.corpora.importer import Recordings, existing_folder, files_below, split_by_hash
from kinemind.corpora.recording import to_clip
from kinemind.errors import InputError

LICENCE = "free for all uses"
_INDEX = re.compile(r"^\s*(\d{1,3}_\d{1,3})[\s,;:]+(\S.*?)\s*$")
_TRIAL = re.compile(r"\d{1,3}_\d{1,3}")
_VERBS = {
    "walk": "walks", "run": "runs", "run/jog": "runs", "jog": "jogs", "jump": "jumps", "dance": "dances",
    "climb": "climbs", "sit": "sits", "stand": "stands", "bend over": "bends over", "punch": "punches",
    "kick": "kicks", "walking": "is walking", "running": "is running", "jumping": "is jumping",
    "dancing": "is dancing", "forward jump": "jumps forward",
}  # fmt: skip


def recordings(root: str) -> Recordings:
    """One recording a trial; where a trial is there as .amc and as .bvh, the .amc is taken."""
    folder = existing_folder(root)
    found: dict[str, str] = {}
    for path in (*files_below(folder, ".bvh"), *files_below(folder, ".amc")):
        found[Path(path).stem] = path
    index: dict[str, str] = {}
    for text in files_below(folder, ".txt"):
        index |= read_index(folder / text)
    return Recordings("cmu", sorted(found.values()), partial(_read, folder, index))


def read_index(path: Path) -> dict[str, str]:
    """Trial → description, from the lines of a copy of the web index that look like one."""
    lines = path.read_text("utf-8", errors="replace").splitlines()
    matches = [match for line in lines if (match := _INDEX.match(line))]
    return {match[1]: match[2] for match in matches}


def describe(entry: str) -> str:
    """An index entry as a sentence, as far as its first words allow."""
    plain = " ".join(entry.split()).rstrip(".").lower()
    if plain in _VERBS:
        return f"a person {_VERBS[plain]}."
    return f"{plain}."


def _read(folder: Path, index: dict[str, str], key: str) -> list[Clip]:
    from kinemind.formats.asf_amc import read_amc
    from kinemind.formats.bvh import read_hierarchy

    trial = Path(key).stem
    if not _TRIAL.fullmatch(trial):
        raise InputError(f"{key} is not named like 02_01.amc")
    motion = read_amc(folder / key) if key.lower().endswith(".amc") else read_hierarchy(folder / key)
    captions = (Caption(describe(index[trial]), "cmu_index"),) if trial in index else ()
    clip = Clip(
        id=f"cmu/{trial}",
        motion=to_clip(motion),
        captions=captions,
        split=split_by_hash(f"cmu/{trial}"),
        source="cmu",
        licence=LICENCE,
        actor=trial.split("_")[0],
        source_file=key,
        source_fps=motion.fps,
    )
    return [clip]
