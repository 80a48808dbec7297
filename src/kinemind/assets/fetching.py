"""Fetching an asset: each of its files that is not there whole, checked, unpacked and recorded."""

from __future__ import annotations

import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kinemind.assets.asset import Asset, File
from kinemind.assets.checksums import Expected, digests
from kinemind.assets.download import PATIENCE, Patience, Progress, download
from kinemind.assets.lock import Entry, lock_path, read_lock, record, write_lock
from kinemind.assets.sources import how_to_complete, local_path, places_of
from kinemind.assets.unpacking import unpack
from kinemind.assets.verifying import faults_of
from kinemind.errors import InputError


@dataclass(frozen=True)
class Fetched:
    """What a fetch did: the files it fetched, those that were there, and those whose checksum it recorded."""

    place: Path
    fetched: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()


def how_by_hand(asset: Asset, folder: Path) -> str:
    """How to get an asset without us, with the real folder in it."""
    return asset.by_hand.replace("FOLDER", str(folder))


def fetch(
    asset: Asset,
    folder: Path,
    source: str | None = None,
    report: Progress = lambda done, total: None,
    patience: Patience = PATIENCE,
) -> Fetched:
    """Fetch what is missing of an asset to `folder`/`asset.name`; what is there is never fetched again.

    `source` takes the place of the catalogue's URLs: the URL or path of the file itself for an asset of one
    file, or of its one archive, else the URL or folder that the files lie below.  What a local source gives
    is taken without the network.  Raises InputError, after all that could be taken is.
    """
    if asset.how == "by hand":
        raise InputError(f"{asset.name} is got by hand: {how_by_hand(asset, folder)}")
    places = places_of(asset, source)
    place = folder / asset.name
    fetched, there, recorded = [], [], []
    missing: list[File] = []
    reason = ""
    with _alone(place):
        lock = read_lock(place)
        for file in asset.files:
            faults = faults_of(file, place, lock.get(file.path))
            if faults is None and _put_by_hand(file, place):
                lock[file.path] = Entry("by hand", "", record(place, place / file.path))
                write_lock(place, lock)
                recorded.append(file.path)
                faults = []
            if faults == []:
                there.append(file.path)
                continue
            beside = source is not None and places[file.path] == file.urls
            if not places[file.path] or (beside and reason):
                missing.append(file)
                continue
            try:
                used, sha256 = _fetch_file(file, place, places[file.path], report, patience)
            except InputError as error:
                if beside:
                    missing, reason = [*missing, file], f" ({error})"
                    continue
                if source is not None and local_path(source) is not None:
                    raise
                raise InputError(f"{error}; by hand: {how_by_hand(asset, folder)}") from None
            lock[file.path] = Entry(used, sha256, record(place, place / file.path))
            write_lock(place, lock)
            if file.unpack:
                (place / file.archive).unlink()
            fetched.append(file.path)
            if not file.known:
                recorded.append(file.path)
    if source is not None and missing:
        raise InputError(f"{how_to_complete(missing, source, place)}{reason}")
    return Fetched(place, tuple(fetched), tuple(there), tuple(recorded))


def _put_by_hand(file: File, place: Path) -> bool:
    """Whether a file that nothing can be held against is there: not empty, an archive's with its marker."""
    path = place / file.path
    if file.unpack:
        return (path / file.unpack.marker).is_file()
    return path.is_file() and path.stat().st_size > 0


def _fetch_file(
    file: File, place: Path, urls: tuple[str, ...], report: Progress, patience: Patience
) -> tuple[str, str]:
    """The URL that gave the file, and the SHA-256 of what it gave before unpacking."""
    expected = Expected(file.size, file.sha256, file.git_blob)
    target = place / file.archive
    for url in urls[:-1]:
        try:
            return url, _take(url, target, file, expected, report, patience)
        except InputError:
            continue
    return urls[-1], _take(urls[-1], target, file, expected, report, patience)


def _take(
    url: str, target: Path, file: File, expected: Expected, report: Progress, patience: Patience
) -> str:
    local = local_path(url)
    if local is not None:
        if file.unpack and local.is_file() and not _is_archive(local):
            raise InputError(f"{local} is not a ZIP (or tar) archive, or it is cut off")
        _copy(local, target, expected)
    else:
        download(url, target, expected, report, patience)
    sha256 = digests(target)[0]
    if file.unpack:
        try:
            unpack(target, target.parent / file.path, file.unpack)
        except InputError:
            target.unlink(missing_ok=True)
            raise
    return sha256


def _is_archive(path: Path) -> bool:
    return zipfile.is_zipfile(path) or tarfile.is_tarfile(path)


def _copy(source: Path, target: Path, expected: Expected) -> None:
    if not source.is_file():
        raise InputError(f"there is no file {source}")
    if fault := expected.fault(source):
        raise InputError(f"{source} is not the file that was expected: {fault}")
    aside = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, aside)
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise InputError(f"cannot write {target}: {error.strerror}") from None


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One fetch of an asset at a time; a fetch that gives nothing leaves no folder or file behind."""
    made = [folder for folder in (place, *place.parents) if not folder.exists()]
    busy = lock_path(place).with_suffix(".busy")
    try:
        with _held(place, busy):
            yield
    finally:
        for folder in made or [place]:
            try:
                folder.rmdir()
            except OSError:
                break


@contextmanager
def _held(place: Path, busy: Path) -> Iterator[None]:
    """The system gives the hold back when a process dies."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        stream = busy.open("w")
    except OSError as error:
        raise InputError(f"cannot write {place}: {error.strerror}") from None
    with stream:
        taken = InputError(f"{place.name} is being fetched by another process; wait for it")
        try:
            import fcntl
        except ImportError:  # Windows: two fetches at once are the user's affair
            pass
        else:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise taken from None
            if not _still_named(stream, busy):
                raise taken
        try:
            yield
        finally:
            # while it is held, so that no other process's file goes
            if os.name != "nt":
                busy.unlink(missing_ok=True)
    if os.name == "nt":
        busy.unlink(missing_ok=True)


def _still_named(stream: IO[str], path: Path) -> bool:
    """Whether the name still leads to the open file, which the process before may just have removed."""
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False
