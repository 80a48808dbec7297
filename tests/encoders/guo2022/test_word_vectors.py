"""Word vectors: the published three files, and a GloVe text file."""

import hashlib
import pickle
from pathlib import Path

import numpy as np
import pytest

from kinemind.encoders.guo2022.word_vectors import GloveText, read_word_vectors
from kinemind.errors import InputError
from tests.encoders.guo2022.conftest import WORDS, write_glove


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_the_published_files(tmp_path, protocol):
    vectors = write_glove(tmp_path / "glove", protocol)
    found = read_word_vectors(tmp_path / "glove")
    assert len(found) == len(WORDS)
    assert all(word in found for word in WORDS) and "zebra" not in found and "" not in found
    for place, word in enumerate(WORDS):
        np.testing.assert_allclose(found.vector(word), vectors[len(WORDS) - 1 - place], rtol=1e-6)


def test_digests_follow_words_and_numbers(tmp_path, rng):
    write_glove(tmp_path / "one")
    vectors = write_glove(tmp_path / "two", protocol=2)
    one, two = (read_word_vectors(tmp_path / name).digest for name in ("one", "two"))
    assert one == two and len(one) == 64
    # another order of the rows is the same vocabulary
    np.save(tmp_path / "two" / "our_vab_data.npy", vectors[::-1])
    rows = {word: place for place, word in enumerate(WORDS)}
    (tmp_path / "two" / "our_vab_idx.pkl").write_bytes(pickle.dumps(rows))
    assert read_word_vectors(tmp_path / "two").digest == one
    vectors[0, 0] += 1e-3
    np.save(tmp_path / "two" / "our_vab_data.npy", vectors[::-1])
    assert read_word_vectors(tmp_path / "two").digest != one
    text = {word: rng.normal(size=300) for word in ("unk", "walk")}
    path = write_text(tmp_path / "glove.6B.300d.txt", text)
    assert read_word_vectors(path).digest == hashlib.sha256(path.read_bytes()).hexdigest()


def write_text(path: Path, vectors: dict[str, np.ndarray]) -> Path:
    lines = [" ".join([word, *(f"{x:.5f}" for x in vector)]) for word, vector in vectors.items()]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_glove_text_file(tmp_path, rng):
    vectors = {word: rng.normal(size=300) for word in ["the", ",", "né", "unk", "walk", "sos"]}
    write_text(tmp_path / "glove.6B.300d.txt", vectors)
    for place in (tmp_path, tmp_path / "glove.6B.300d.txt"):
        found = read_word_vectors(place)
        assert isinstance(found, GloveText) and len(found) == 6
        for word in ("walk", "né", "unk", "the", "walk"):
            np.testing.assert_allclose(found.vector(word), vectors[word], atol=1e-5)
        assert "run" not in found


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("our_vab_words.pkl", pickle.dumps({"unk": 1}), "no list of words"),
        ("our_vab_words.pkl", pickle.dumps(["unk", 3]), "no list of words"),
        ("our_vab_words.pkl", pickle.dumps(["a", "man"]), "lacks the word 'unk'"),
        ("our_vab_words.pkl", pickle.dumps([*WORDS, "zebra"]), "gives the word 'zebra' no row"),
        ("our_vab_words.pkl", pickle.dumps(Path("x")), "is refused"),
        ("our_vab_idx.pkl", pickle.dumps(WORDS), "no dictionary"),
        ("our_vab_idx.pkl", pickle.dumps({w: str(i) for i, w in enumerate(WORDS)}), "no dictionary"),
        (
            "our_vab_idx.pkl",
            pickle.dumps({w: i - 1 for i, w in enumerate(WORDS)}),
            "gives the word 'sos' no row",
        ),
        ("our_vab_idx.pkl", pickle.dumps({w: i + 1 for i, w in enumerate(WORDS)}), "'circle' no row"),
        ("our_vab_data.npy", b"", "no readable array"),
        ("our_vab_data.npy", b"version https://git-lfs.github.com/spec/v1", "no readable array"),
        ("our_vab_idx.pkl", None, "our_vab_idx.pkl is missing"),
    ],
)
def test_a_broken_vocabulary_is_refused(tmp_path, name, content, message):
    write_glove(tmp_path / "glove")
    path = tmp_path / "glove" / name
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_word_vectors(tmp_path / "glove")


@pytest.mark.parametrize(
    "array",
    [np.zeros((4, 50)), np.zeros(300), np.zeros((30, 300), int), np.full((30, 300), np.inf)],
)
def test_other_arrays_are_refused(tmp_path, array):
    write_glove(tmp_path / "glove")
    np.save(tmp_path / "glove" / "our_vab_data.npy", array)
    with pytest.raises(InputError, match=r"rows of 300 numbers|other things than finite"):
        read_word_vectors(tmp_path / "glove")


def test_an_array_of_objects_is_not_unpickled(tmp_path):
    write_glove(tmp_path / "glove")
    np.save(tmp_path / "glove" / "our_vab_data.npy", np.array([{"a": 1}], object), allow_pickle=True)
    with pytest.raises(InputError, match="no readable array"):
        read_word_vectors(tmp_path / "glove")


def test_other_text_files_are_refused(tmp_path):
    path = tmp_path / "words.txt"
    for text, message in (
        ("", "no GloVe file"),
        ("walk 1 2 3\n", "no GloVe file"),
        ("unk 1 2 3\n", "3 numbers behind 'unk'"),
        ("unk " + "x " * 300 + "\n", "no numbers behind"),
        ("unk " + "nan " * 300 + "\n", "300 numbers"),
    ):
        path.write_text(text)
        with pytest.raises(InputError, match=message):
            read_word_vectors(path)
    with pytest.raises(InputError, match="holds neither"):
        read_word_vectors(tmp_path / "absent")
