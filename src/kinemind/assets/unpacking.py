"""Archives unpacked aside, then renamed: no path out of the folder, no links, no bombs."""

from __future__ import annotations

import fnmatch
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from kinemind.assets.asset import Unpack
from kinemind.assets.checksums import CHUNK, git_tree
from kinemind.errors import InputError

MAX_MEMBERS = 500_000
"""Entries over which an archive is refused."""
BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    NotImplementedError,  # a compression that the library does not know
    RuntimeError,  # what zipfile raises for an encrypted entry
)
"""What the libraries raise for an archive that is broken or of an unknown kind."""


def unpack(archive: Path, target: Path, rule: Unpack) -> None:
    """Unpack a zip or tar: the folder in it that holds `rule.marker` becomes `target`, an old one goes.

    Raises InputError when the archive is broken, hostile, too large, or not the one expected; `target` is
    then as it was.
    """
    aside = target.with_name(f".{target.name}.unpacking")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        with _opened(archive) as members:
            _unpack(archive, members, aside, rule)
        if rule.git_tree and (tree := git_tree(aside)) != rule.git_tree:
            raise InputError(f"what {archive.name} holds has the git tree id {tree}, not {rule.git_tree}")
        _put(aside, target)
    except BROKEN as error:
        raise InputError(f"{archive.name} cannot be unpacked: {error}") from None
    except OSError as error:
        raise InputError(
            f"{archive.name} cannot be unpacked to {target}: {error.strerror or error}"
        ) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)


Members = Iterator[tuple[str, IO[bytes]]]


def _unpack(archive: Path, members: tuple[list[str], Members], aside: Path, rule: Unpack) -> None:
    names, contents = members
    if len(names) > MAX_MEMBERS:
        raise InputError(
            f"{archive.name} has {len(names)} entries, more than the {MAX_MEMBERS} that are taken"
        )
    for name in names:
        _refuse_tricks(archive, name)
    root = _root(archive, names, rule.marker)
    left = rule.limit
    for name, stream in contents:
        path = PurePosixPath(name)
        if not path.is_relative_to(root):
            continue
        inner = path.relative_to(root)
        if rule.only and not any(fnmatch.fnmatch(str(inner), pattern) for pattern in rule.only):
            continue
        place = aside / inner
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            # a second entry of the same name (also by case, where the disk ignores it) is a trick
            with place.open("xb") as file:
                while chunk := stream.read(min(CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        raise InputError(
                            f"{archive.name} unpacks to more than {rule.limit} bytes; it is refused"
                        )
                    file.write(chunk)
        except FileExistsError:
            raise InputError(f"{archive.name} holds {name} twice; it is refused") from None


def _refuse_tricks(archive: Path, name: str) -> None:
    path = PurePosixPath(name)
    if (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or ":" in name
        or "\0" in name
        or not path.parts
    ):
        raise InputError(
            f"{archive.name} holds the path {name!r}, which leads out of its folder; it is refused"
        )


def _root(archive: Path, names: list[str], marker: str) -> PurePosixPath:
    """The uppermost folder with the marker in it."""
    ending = PurePosixPath(marker).parts
    paths = [PurePosixPath(name) for name in names if name.endswith(marker)]
    roots = {PurePosixPath(*p.parts[: -len(ending)]) for p in paths if p.parts[-len(ending) :] == ending}
    if not roots:
        raise InputError(f"{archive.name} is not the archive that was expected: it holds no {marker}")
    return min(roots, key=lambda root: (len(root.parts), str(root)))


@contextmanager
def _opened(archive: Path) -> Iterator[tuple[list[str], Members]]:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            for entry in entries:
                kind = stat.S_IFMT(entry.external_attr >> 16)
                if kind not in (0, stat.S_IFREG):
                    raise InputError(
                        f"{archive.name} holds a link or device, {entry.filename}; it is refused"
                    )
            yield [entry.filename for entry in entries], _of_zip(opened, entries)
    elif tarfile.is_tarfile(archive):
        with tarfile.open(archive) as tar:
            members = [member for member in tar.getmembers() if not member.isdir()]
            for member in members:
                if not member.isreg():
                    raise InputError(f"{archive.name} holds a link or device, {member.name}; it is refused")
            yield [member.name for member in members], _of_tar(tar, members)
    else:
        raise InputError(f"{archive.name} is neither a zip nor a tar archive")


def _of_zip(opened: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Members:
    for entry in entries:
        with opened.open(entry) as stream:
            yield entry.filename, stream


def _of_tar(tar: tarfile.TarFile, members: list[tarfile.TarInfo]) -> Members:
    for member in members:
        stream = tar.extractfile(member)
        assert stream is not None
        with stream:
            yield member.name, stream
    # a compressed stream is checked at its end, which the members alone do not reach
    while tar.fileobj is not None and tar.fileobj.read(CHUNK):
        pass


def _put(aside: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.replace(old)
    aside.replace(target)
    shutil.rmtree(old, ignore_errors=True)
