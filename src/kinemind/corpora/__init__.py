"""Corpora: motion with language.  `open_data` opens the benchmark folder or an imported store."""

from __future__ import annotations

from pathlib import Path

from kinemind.corpora.bench import is_bench, open_bench
from kinemind.corpora.clip import Caption, Clip, Composite, CompositePart, Corpus
from kinemind.corpora.store import is_store, open_store
from kinemind.errors import InputError

__all__ = ["Caption", "Clip", "Composite", "CompositePart", "Corpus", "open_data"]


def open_data(path: str | Path) -> Corpus:
    """Open an imported store or the benchmark folder itself.  Raises InputError for anything else."""
    folder = Path(path)
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}")
    if is_bench(folder):
        return open_bench(folder)
    if is_store(folder):
        return open_store(folder)
    raise InputError(f"{folder} is no imported store; make one with `kinemind data import`")
