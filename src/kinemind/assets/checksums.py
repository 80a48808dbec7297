"""Checksums of files and folders: SHA-256, and the ids that git gives a file's content and a folder's."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

CHUNK = 2**20


def digests(path: Path) -> tuple[str, str]:
    """SHA-256 and git blob id of a file, both in hex, in one reading."""
    sha256 = hashlib.sha256()
    # not a safeguard of ours: it is what git and the hub call a file by
    blob = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            sha256.update(chunk)
            blob.update(chunk)
    return sha256.hexdigest(), blob.hexdigest()


def git_tree(folder: Path) -> str:
    """The id git gives a folder of plain files (mode 100644, no links), in hex."""
    entries = []
    for path in folder.iterdir():
        if path.is_dir():
            # git sorts a folder as if its name ended in a slash
            entries.append((path.name.encode() + b"/", b"40000", path.name.encode(), git_tree(path)))
        else:
            entries.append((path.name.encode(), b"100644", path.name.encode(), digests(path)[1]))
    body = b"".join(mode + b" " + name + b"\0" + bytes.fromhex(id) for _, mode, name, id in sorted(entries))
    return hashlib.sha1(b"tree %d\0" % len(body) + body, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Expected:
    """What is known of a file in advance: bytes, SHA-256 and git blob id, each None where it is not."""

    size: int | None = None
    sha256: str | None = None
    git_blob: str | None = None

    @property
    def known(self) -> bool:
        return bool(self.sha256 or self.git_blob)

    def fault(self, path: Path) -> str | None:
        """What is wrong with a file, in words, or None."""
        size = path.stat().st_size
        if self.size is not None and size != self.size:
            return f"it has {size} bytes, not {self.size}"
        if self.known:
            sha256, blob = digests(path)
            if self.sha256 and sha256 != self.sha256:
                return f"its SHA-256 is {sha256}, not {self.sha256}"
            if self.git_blob and blob != self.git_blob:
                return f"its git blob id is {blob}, not {self.git_blob}"
        return None


NOTHING_KNOWN = Expected()
"""Of a file that nothing is known of."""
