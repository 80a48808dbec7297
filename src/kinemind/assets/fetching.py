"""Fetching an asset: each of its files that is not there whole, checked, unpacked and recorded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from urllib.request import url2pathname

from kinemind.assets.asset import Asset, File
from kinemind.assets.checksums import Expected, digests
from kinemind.assets.download import PATIENCE, Patience, Progress, download
from kinemind.assets.lock import Entry, lock_path, read_lock, record, write_lock
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
    """Fetch what is missing of an asset to `folder`/`asset.name`.

    `source` takes the place of the catalogue's URLs: the URL or path of the file itself for an asset of one
    file, or of its one archive, else the URL or folder that the files lie below.  Raises InputError.
    """
    if asset.how == "by hand":
        raise InputError(f"{asset.name} is got by hand: {how_by_hand(asset, folder)}")
    place = folder / asset.name
    fetched, there, recorded = [], [], []
    with _alone(place):
        lock = read_lock(place)
        for file in asset.files:
            if faults_of(file, place, lock.get(file.path)) == []:
                there.append(file.path)
                continue
            try:
                used, sha256 = _fetch_file(file, place, _urls(asset, file, source), report, patience)
            except InputError as error:
                raise InputError(f"{error}; by hand: {how_by_hand(asset, folder)}") from None
            lock[file.path] = Entry(used, sha256, record(place, place / file.path))
            write_lock(place, lock)
            if file.unpack:
                (place / file.archive).unlink()
            fetched.append(file.path)
            if not file.known:
                recorded.append(file.path)
    return Fetched(place, tuple(fetched), tuple(there), tuple(recorded))


def _urls(asset: Asset, file: File, source: str | None) -> tuple[str, ...]:
    if source is None:
        return file.urls
    archives = [f for f in asset.files if f.unpack]
    if len(asset.files) == 1:
        return (source,)
    if len(archives) == 1 and source.lower().endswith((".zip", ".tar", ".tar.gz", ".tgz")):
        # the one archive that a browser fetched; the small files beside it still come from the catalogue
        return (source,) if file.unpack else file.urls
    return (f"{source.rstrip('/')}/{quote(file.archive) if '://' in source else file.archive}",)


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
    local = _local(url)
    if local is not None:
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


def _local(url: str) -> Path | None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https"):
        return None
    if parts.scheme == "file":
        return Path(url2pathname(unquote(parts.path)))
    return Path(url).expanduser()


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
    """One fetch of an asset at a time; the system gives the hold back when a process dies."""
    try:
        import fcntl
    except ImportError:  # Windows: two fetches at once are the user's affair
        yield
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
        stream = lock_path(place).with_suffix(".busy").open("w")
    except OSError as error:
        raise InputError(f"cannot write {place}: {error.strerror}") from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"{place.name} is being fetched by another process; wait for it") from None
        yield
