"""Where the files of an asset are taken from: the catalogue's addresses, or what `--source` names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from urllib.request import url2pathname

from kinemind.assets.asset import Asset, File
from kinemind.errors import InputError

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
WEB = ("http", "https")


def local_path(source: str) -> Path | None:
    """The path that a source is, None for a web address.  Raises InputError for any other address."""
    scheme = urlsplit(source).scheme if "://" in source or source.startswith("file:") else ""
    if scheme in WEB:
        return None
    if scheme == "file":
        return Path(url2pathname(unquote(urlsplit(source).path)))
    if scheme:
        raise InputError(f"{source}: only http and https addresses are fetched")
    return Path(source).expanduser()


def places_of(asset: Asset, source: str | None) -> dict[str, tuple[str, ...]]:
    """For each file's path the URLs or local paths to try, first first; none where the source lacks it.

    A source is the file itself for an asset of one file, its one archive (the files beside that still come
    from the catalogue), or the folder or URL that all files lie below.  Raises InputError for any other.
    """
    if source is None:
        return {file.path: file.urls for file in asset.files}
    local = local_path(source)
    if local is None:
        if len(asset.files) == 1 or (_one_archive(asset) and source.lower().endswith(ARCHIVES)):
            return _as_the_one(asset, source)
        return {file.path: (f"{source.rstrip('/')}/{quote(file.archive)}",) for file in asset.files}
    if local.is_dir():
        return {file.path: _in_folder(local, file) for file in asset.files}
    if not local.exists():
        raise InputError(f"there is no file or folder {local}")
    if len(asset.files) > 1 and not _one_archive(asset):
        names = ", ".join(file.archive for file in asset.files)
        raise InputError(f"{local} is one file; {asset.name} needs the folder that holds {names}")
    return _as_the_one(asset, str(local))


def _one_archive(asset: Asset) -> bool:
    return sum(file.unpack is not None for file in asset.files) == 1


def _as_the_one(asset: Asset, source: str) -> dict[str, tuple[str, ...]]:
    alone = len(asset.files) == 1
    return {file.path: (source,) if alone or file.unpack else file.urls for file in asset.files}


def _in_folder(folder: Path, file: File) -> tuple[str, ...]:
    """The file by our name for it, or by the one that its publisher gives it."""
    ending = Path(file.archive).suffix
    published = [Path(unquote(urlsplit(url).path)).name for url in file.urls]
    names = [file.archive, *(name for name in published if Path(name).suffix == ending)]
    return tuple(str(folder / name) for name in dict.fromkeys(names) if (folder / name).is_file())


def how_to_complete(missing: list[File], source: str, place: Path) -> str:
    """What to do about the files that a source did not give, with their addresses and paths."""
    local = local_path(source)
    if local is not None and local.is_dir():
        ways = ", ".join(f"{file.urls[0]} as {file.archive}" for file in missing)
        return f"{local} lacks {_names(missing)}: download {ways} into it, then give it again"
    ways = ", ".join(f"{file.urls[0]} to {place / file.archive}" for file in missing)
    return (
        f"{place.name} still lacks {_names(missing)}: download {ways}; or put all its files into one folder "
        f"and give that: kinemind assets fetch {place.name} --source FOLDER"
    )


def _names(files: list[File]) -> str:
    return " and ".join(file.archive for file in files)
