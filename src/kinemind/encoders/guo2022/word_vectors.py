"""GloVe vectors of words, from the evaluator's published vocabulary or from a GloVe text file.

Pennington et al., "GloVe", EMNLP 2014 (6B tokens, 300 numbers a word).  The vocabulary that the evaluator
was trained and is compared with are the three files `glove/our_vab_*`; every other word is "unk" there.
With the whole GloVe file more words are known, so figures may differ a little from published ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

from kinemind.encoders.guo2022.networks import WORD_SIZE
from kinemind.encoders.guo2022.plain_pickle import read_plain_pickle
from kinemind.errors import InputError

UNKNOWN = "unk"
PUBLISHED = ("our_vab_data.npy", "our_vab_words.pkl", "our_vab_idx.pkl")
GLOVE_FILE = "glove.6B.300d.txt"


@runtime_checkable
class WordVectors(Protocol):
    """Words that have a vector; "unk" is always one of them."""

    def __contains__(self, word: str) -> bool: ...
    def __len__(self) -> int: ...
    @property
    def digest(self) -> str:
        """Hexadecimal SHA-256 of the words and their numbers."""
        ...

    def vector(self, word: str) -> Float[np.ndarray, " D"]:
        """300 numbers of a word that is contained."""
        ...


class PublishedVocabulary:
    """The evaluator's own vocabulary (4,199 words as published)."""

    def __init__(self, vectors: Float[np.ndarray, "R D"], rows: Mapping[str, int]) -> None:
        self._vectors = vectors
        self._rows = dict(rows)

    def __contains__(self, word: str) -> bool:
        return word in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    @cached_property
    def digest(self) -> str:
        """Over the words in the alphabet's order, each with its float32 numbers."""
        total = hashlib.sha256()
        for word in sorted(self._rows):
            total.update(f"{word}\n".encode())
            total.update(self.vector(word).astype("<f4").tobytes())
        return total.hexdigest()

    def vector(self, word: str) -> Float[np.ndarray, " D"]:
        return self._vectors[self._rows[word]]


class GloveText:
    """A GloVe text file of any size.

    Only the places of its words in the file are kept; a vector is read when it is first asked for.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, int] = {}
        self._known: dict[str, Float[np.ndarray, " D"]] = {}
        place, total = 0, hashlib.sha256()
        try:
            with path.open("rb") as stream:
                for line in stream:
                    word = line.partition(b" ")[0].decode("utf-8", "replace")
                    self._places.setdefault(word, place)
                    place += len(line)
                    total.update(line)
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror}") from None
        if UNKNOWN not in self._places:
            raise InputError(f"{path} is no GloVe file with a vector of the word {UNKNOWN!r}")
        self.vector(UNKNOWN)
        self.digest = total.hexdigest()
        """Over the bytes of the file."""

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def __len__(self) -> int:
        return len(self._places)

    def vector(self, word: str) -> Float[np.ndarray, " D"]:
        if word not in self._known:
            try:
                with self._path.open("rb") as stream:
                    stream.seek(self._places[word])
                    vector = np.array(stream.readline().split()[1:], np.float32)
            except OSError as error:
                raise InputError(f"cannot read {self._path}: {error.strerror}") from None
            except ValueError:
                raise InputError(f"{self._path} has no numbers behind the word {word!r}") from None
            if vector.shape != (WORD_SIZE,) or not np.isfinite(vector).all():
                raise InputError(
                    f"{self._path} has {len(vector)} numbers behind {word!r}; the evaluator reads the "
                    f"{WORD_SIZE} of {GLOVE_FILE}"
                )
            self._known[word] = vector
        return self._known[word]


def read_word_vectors(path: Path) -> WordVectors:
    """The vectors of a folder with the three published files or `glove.6B.300d.txt`, or of a text file.

    Raises InputError where neither is there, or a file is broken, hostile or does not fit the others.
    """
    if path.is_file():
        return GloveText(path)
    if (path / PUBLISHED[0]).is_file():
        return _published(path)
    if (path / GLOVE_FILE).is_file():
        return GloveText(path / GLOVE_FILE)
    raise InputError(f"{path} holds neither the published files {', '.join(PUBLISHED)} nor {GLOVE_FILE}")


def _published(folder: Path) -> PublishedVocabulary:
    data, words_file, rows_file = (folder / name for name in PUBLISHED)
    for path in (words_file, rows_file):
        if not path.is_file():
            raise InputError(f"the vocabulary in {folder} is not whole: {path.name} is missing")
    try:
        vectors = np.load(data, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"{data} is no readable array: {' '.join(str(error).split())[:120]}") from None
    if not isinstance(vectors, np.ndarray) or vectors.ndim != 2 or vectors.shape[1] != WORD_SIZE:
        raise InputError(f"{data} does not hold rows of {WORD_SIZE} numbers")
    if not np.issubdtype(vectors.dtype, np.floating) or not np.isfinite(vectors).all():
        raise InputError(f"{data} holds other things than finite numbers")
    words, rows = read_plain_pickle(words_file), read_plain_pickle(rows_file)
    if type(words) is not list or not all(type(word) is str for word in words):
        raise InputError(f"{words_file} is no list of words")
    if type(rows) is not dict or not all(type(k) is str and type(v) is int for k, v in rows.items()):
        raise InputError(f"{rows_file} is no dictionary of words and row numbers")
    for word in [UNKNOWN, *words]:
        if not 0 <= rows.get(word, -1) < len(vectors):
            raise InputError(f"{rows_file} gives the word {word[:40]!r} no row of {data.name}")
    known = {word: rows[word] for word in words}
    if UNKNOWN not in known:
        raise InputError(f"{words_file} lacks the word {UNKNOWN!r}")
    return PublishedVocabulary(vectors.astype(np.float32), known)
