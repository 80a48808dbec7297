"""BABEL in its published layout, with the motions of AMASS beside it.

Punnakkal et al., "BABEL: Bodies, Action and Behavior with English Labels", CVPR 2021.  ROOT holds
`babel_v1.0_release/` (train, val, extra_train and extra_val.json) or is that folder, and AMASS in
`AMASS/` or in ROOT itself.  The files are objects by sequence id:

    babel_sid, url, feat_p ("KIT/KIT/3/kick_high_left02_poses.npz"), dur (s), and
    seq_ann    null or {labels: [{raw_label, proc_label, act_cat, seg_id}], mul_act}: the whole sequence
    frame_ann  null or {labels: [{…, start_t, end_t}]}: segments in seconds, which may overlap
    the extra files have lists of them, one of each annotator: seq_anns, frame_anns

train and extra_train are the split train, val and extra_val are val.  test.json has no labels and is not
read: published numbers on BABEL are numbers on val.  The texts are the processed labels, as TEACH and
FlowMDM take them; every segment that is no transition is a caption with its times, and `motion.steps` are
the segments of the first annotator made a sequence (`segments.sequence`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from kinemind.corpora.amass import LICENCE as MOTION_LICENCE
from kinemind.corpora.amass import read_poses
from kinemind.corpora.clip import Caption, Clip
from kinemind.corpora.importer import Recordings, existing_folder
from kinemind.corpora.segments import TRANSITION, sequence
from kinemind.errors import InputError
from kinemind.motion import Motion, Step

RELEASE = "babel_v1.0_release"
SPLIT_OF = {"train": "train", "extra_train": "train", "val": "val", "extra_val": "val"}
"""File of labels → split."""
LICENCE = f"BABEL licence (non-commercial research); motion: {MOTION_LICENCE}"
DURATION_TOLERANCE = 0.1
"""Share by which a motion may be longer or shorter than BABEL says before its labels are not trusted."""
Entry = dict[str, Any]


def recordings(root: str) -> Recordings:
    """The labelled sequences.  Raises InputError where the folder is no BABEL or a file is broken."""
    folder = existing_folder(root)
    release = next((f for f in (folder / RELEASE, folder) if (f / "train.json").is_file()), None)
    if release is None or not (release / "val.json").is_file():
        raise InputError(f"{folder} is not BABEL as published: it has no {RELEASE}/train.json and val.json")
    entries: dict[str, Entry] = {}
    split_of: dict[str, str] = {}
    for name, split in SPLIT_OF.items():
        if (path := release / f"{name}.json").is_file():
            for sid, entry in _load(path).items():
                known = entries.setdefault(sid, {"feat_p": entry.get("feat_p"), "dur": entry.get("dur")})
                for kind in ("seq", "frame"):
                    known.setdefault(kind, []).extend(_annotations(entry, kind))
                split_of.setdefault(sid, split)
    places = [folder / "AMASS", folder / "amass", folder, release.parent / "AMASS", release.parent]
    motions = [place for place in dict.fromkeys(places) if place.is_dir()]
    return Recordings("babel", sorted(entries, key=_number), partial(_read, motions, entries, split_of))


def _load(path: Path) -> dict[str, Entry]:
    try:
        loaded = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} is not readable as JSON: {error}") from None
    if not isinstance(loaded, dict) or not all(isinstance(entry, dict) for entry in loaded.values()):
        raise InputError(f"{path} is not of BABEL: it is no object of sequences by their ids")
    return loaded


def _annotations(entry: Entry, kind: str) -> list[Entry]:
    """The annotations of a sequence, whether of one annotator (seq_ann) or of several (seq_anns)."""
    found = [entry.get(f"{kind}_ann"), *(entry.get(f"{kind}_anns") or [])]
    return [annotation for annotation in found if annotation]


def _number(sid: str) -> tuple[int, str]:
    return (int(sid) if sid.isdecimal() else -1, sid)


def _read(places: list[Path], entries: dict[str, Entry], split_of: dict[str, str], sid: str) -> list[Clip]:
    entry = entries[sid]
    path = motion_file(places, str(entry["feat_p"]))
    motion, rate = read_poses(path, entry["feat_p"])
    claimed = entry["dur"]
    if claimed and abs(motion.seconds - claimed) > max(DURATION_TOLERANCE * claimed, 0.5):
        raise InputError(
            f"{entry['feat_p']} lasts {motion.seconds:.1f} s, its labels are for {claimed:.1f} s"
        )
    by_annotator = [_segments(annotation) for annotation in entry["frame"]]
    whole = [label for annotation in entry["seq"] for label in _labels(annotation)]
    captions = [Caption(_text(label), "babel") for label in whole]
    captions += _timed((s for segments in by_annotator for s in segments), motion.seconds)
    steps = sequence(by_annotator[0], motion.seconds) if by_annotator else ()
    if not by_annotator and len(whole) == 1 and not entry["seq"][0].get("mul_act"):
        steps = (Step(captions[0].text, 0.0, motion.seconds),)
    if not captions:
        raise InputError(f"the sequence {sid} has no labels")
    clip = Clip(
        id=f"babel/{sid}",
        motion=Motion(motion.joints, motion.fps, motion.skeleton, steps=steps),
        captions=tuple(dict.fromkeys(captions)),
        split=split_of[sid],
        source="babel",
        licence=LICENCE,
        source_file=str(entry["feat_p"]),
        source_fps=rate,
    )
    return [clip]


def motion_file(places: list[Path], feat_p: str) -> Path:
    """The file of a `feat_p` below one of the folders, its doubled first folder or a single one.

    Raises InputError where there is none, or where the path leads out of the folder.
    """
    name = PurePosixPath(feat_p)
    if name.is_absolute() or ".." in name.parts or name.suffix != ".npz":
        raise InputError(f"{feat_p!r} is no path of an AMASS file")
    names = [name] + ([PurePosixPath(*name.parts[1:])] if len(name.parts) > 2 else [])
    found = next((path for place in places for n in names if (path := place / n).is_file()), None)
    if found is None:
        raise InputError(f"AMASS has no {feat_p} here")
    return found


def _labels(annotation: Entry) -> list[Entry]:
    labels = annotation.get("labels") or []
    return [label for label in labels if isinstance(label, dict) and _text(label)]


def _text(label: Entry) -> str:
    return " ".join(str(label.get("proc_label") or label.get("raw_label") or "").split())


def _segments(annotation: Entry) -> list[Step]:
    """Segments with their times in seconds; a transition's text is "transition" whatever its label."""
    found = []
    for label in _labels(annotation):
        text = TRANSITION if label.get("act_cat") == [TRANSITION] else _text(label)
        try:
            start, end = float(label["start_t"]), float(label["end_t"])
        except TypeError:
            raise InputError(f"the segment {text!r} has no times") from None
        found.append(Step(text, start, end))
    return found


def _timed(segments: Iterable[Step], seconds: float) -> list[Caption]:
    """The segments as captions; a transition tells nothing of what is done and is none."""
    inside = (Step(s.text, max(0.0, s.start), min(s.end, seconds)) for s in segments)
    return [
        Caption(s.text, "babel", s.start, s.end) for s in inside if s.end > s.start and s.text != TRANSITION
    ]
