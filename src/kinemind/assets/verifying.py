"""Whether an asset that is there is whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kinemind.assets.asset import Asset, File
from kinemind.assets.checksums import Expected, digests, git_tree
from kinemind.assets.lock import Entry, lock_path, read_lock

State = Literal["here", "incomplete", "not here", "by hand"]


@dataclass(frozen=True)
class Verdict:
    """State of an asset, what is wrong with it, and whether all of it was held against a checksum."""

    state: State
    faults: tuple[str, ...] = ()
    checked: bool = False

    @property
    def whole(self) -> bool:
        return self.state == "here" and not self.faults


def state_of(asset: Asset, place: Path) -> State:
    """Whether an asset is there, by its paths alone; "by hand": it is not there and cannot be fetched."""
    if all((place / path).exists() for path in asset.gives):
        return "here"
    if any((place / path).exists() for path in asset.gives) or lock_path(place).exists():
        return "incomplete"
    return "by hand" if asset.how == "by hand" else "not here"


def verify(asset: Asset, place: Path) -> Verdict:
    """Hold every file of an asset against the catalogue, or else against what was recorded of it."""
    state = state_of(asset, place)
    if state not in ("here", "incomplete"):
        return Verdict(state)
    faults = [f"{path} is missing" for path in asset.gives if not (place / path).exists()]
    faults += [f"{path} is empty" for path in asset.gives if _empty(place / path)]
    lock = read_lock(place)
    checked = bool(asset.files)
    for file in asset.files:
        found = faults_of(file, place, lock.get(file.path))
        checked &= found is not None
        faults += [fault for fault in found or () if fault not in faults]
    return Verdict(state, tuple(faults), checked)


def faults_of(file: File, place: Path, entry: Entry | None) -> list[str] | None:
    """What is wrong with what a catalogue file gave; None where there is nothing to hold it against."""
    path = place / file.path
    if not path.exists():
        return [f"{file.path} is missing"]
    if file.unpack is None:
        expected = Expected(file.size, file.sha256, file.git_blob)
        if fault := expected.fault(path):
            return [f"{file.path} is not as published: {fault}"]
        if expected.known:
            return []
    elif entry is None and file.unpack.git_tree and path.is_dir():
        return [] if git_tree(path) == file.unpack.git_tree else [f"{file.path} is not as published"]
    if entry is None:
        return None
    return _changed(place, entry)


def _changed(place: Path, entry: Entry) -> list[str]:
    faults = []
    for name, (size, sha256) in entry.given.items():
        path = place / name
        if not path.is_file():
            faults.append(f"{name} is missing")
        elif path.stat().st_size != size or digests(path)[0] != sha256:
            faults.append(f"{name} is not as it was fetched")
    return faults


def _empty(path: Path) -> bool:
    if path.is_dir():
        return not any(path.iterdir())
    return path.is_file() and not path.stat().st_size
