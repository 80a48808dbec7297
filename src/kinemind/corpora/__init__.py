"""Corpora: motion with language.  `open_data` opens the benchmark folder, a store or `synthetic`."""

from __future__ import annotations

from pathlib import Path

from kinemind.corpora.bench import is_bench, open_bench
from kinemind.corpora.clip import Caption, Clip, Composite, CompositePart, Corpus
from kinemind.corpora.store import is_store, open_store
from kinemind.errors import InputError

__all__ = ["Caption", "Clip", "Composite", "CompositePart", "Corpus", "open_data"]


def open_data(place: str | Path) -> Corpus:
    """Open an imported store, the benchmark folder itself, or the synthetic corpus by its name.

    `synthetic`, `synthetic:NUMBER` and `synthetic:NUMBER:SEED` are made on the spot (540 clips, seed 0) and
    need no folder; a folder of that name is `./synthetic`.  Raises InputError for anything else.
    """
    if str(place).partition(":")[0] == "synthetic" and not isinstance(place, Path):
        from kinemind.corpora.synthetic import open_synthetic

        return open_synthetic(str(place).partition(":")[2] or "-")
    folder = Path(place)
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}")
    if is_bench(folder):
        return open_bench(folder)
    if is_store(folder):
        return open_store(folder)
    raise InputError(f"{folder} is no imported store; make one with `kinemind data import`")
