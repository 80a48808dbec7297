"""What an outside file is: where it comes from, its licence, size and checksum, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

How = Literal["fetch", "by hand"]
Kind = Literal["evaluator", "word vectors", "data set", "model"]

GIB = 2**30


@dataclass(frozen=True)
class Unpack:
    """How an archive is unpacked: the folder in it that holds `marker` becomes the file's path.

    Of that folder only what matches one of the patterns in `only` (shell patterns of paths below it; empty:
    all) is taken.  `limit` is the most bytes that may come out of it.  `git_tree` is the tree id that git
    gives the unpacked folder, where the archive itself has no stable bytes.
    """

    marker: str
    only: tuple[str, ...] = ()
    limit: int = 4 * GIB
    git_tree: str | None = None


@dataclass(frozen=True)
class File:
    """One file to fetch: first source first; `path` is where it (or what is unpacked of it) lies.

    `size` in bytes, `sha256` in hex, and `git_blob` (the id git gives the content) are None where they cannot
    be known in advance.
    """

    urls: tuple[str, ...]
    path: str
    size: int | None = None
    sha256: str | None = None
    git_blob: str | None = None
    unpack: Unpack | None = None

    @property
    def archive(self) -> str:
        """Name of the file as it is fetched, beside the path."""
        return f"{self.path}.zip" if self.unpack else self.path

    @property
    def known(self) -> bool:
        """Whether its content can be checked against something known in advance."""
        return bool(self.sha256 or self.git_blob or (self.unpack and self.unpack.git_tree))


@dataclass(frozen=True)
class Asset:
    """An outside file or folder that a command can use, below the assets folder as `name`.

    `use` names the commands, `source` is the page to read about it, `by_hand` says how to get it without us,
    `gives` are the paths below its folder that must be there, `about` is a size in words where bytes are not
    known.
    """

    name: str
    use: str
    kind: Kind
    source: str
    licence: str
    how: How
    by_hand: str
    gives: tuple[str, ...]
    files: tuple[File, ...] = ()
    about: str = ""

    @property
    def size(self) -> int | None:
        """Bytes to fetch, where all of its files' sizes are known."""
        sizes = [file.size for file in self.files]
        return None if not sizes or None in sizes else sum(size for size in sizes if size is not None)

    @property
    def checksum(self) -> str:
        """What is known of its content in advance: "known", "in part", or "not known in advance"."""
        known = [file.known for file in self.files]
        return "known" if known and all(known) else "in part" if any(known) else "not known in advance"
