"""Pickles of plain data are read; anything that would call something is refused before it happens."""

import os
import pickle
import random
from collections import OrderedDict
from pathlib import Path

import pytest

from kinemind.encoders.guo2022 import plain_pickle
from kinemind.encoders.guo2022.plain_pickle import read_plain_pickle
from kinemind.errors import InputError


def written(data: bytes, folder: Path) -> Path:
    path = folder / "data.pkl"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_plain_data_of_every_protocol(tmp_path, protocol):
    words = [f"word{n}" for n in range(2500)] + ["é", "x" * 300]
    for value in (
        words,
        {word: row for row, word in enumerate(words)},
        [[], {}, {"a": -1, "b": 2**70, "c": 70000}, ["same"] * 3],
        {"deep": {"deeper": [1, "a", {}]}},
    ):
        assert read_plain_pickle(written(pickle.dumps(value, protocol), tmp_path)) == value


class _Writes:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_hostile_pickle_writes_nothing(tmp_path, protocol):
    trace = tmp_path / "trace"
    path = written(pickle.dumps(["sos", _Writes(trace)], protocol), tmp_path)
    with pytest.raises(InputError, match=r"is refused: it asks for (STACK_)?GLOBAL"):
        read_plain_pickle(path)
    assert not trace.exists()
    pickle.loads(path.read_bytes())  # the attack is real
    assert trace.exists()


@pytest.mark.parametrize(
    "value", [OrderedDict(a=1), {"a"}, (1, 2), 1.5, None, True, b"bytes", print, Path("x"), bytearray(b"a")]
)
def test_other_types_are_refused(tmp_path, value):
    with pytest.raises(InputError):
        read_plain_pickle(written(pickle.dumps([value], 3), tmp_path))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b".",
        b"(.",
        b"]]" + b".",
        b"a.",
        b"]K\x01s.",
        b"}K\x01a.",
        b"(K\x01d.",
        b"h\x05.",
        b"e.",
        b"cos\nsystem\n(S'true'\ntR.",
        b"\x82\x01.",
        b"P5\n.",
        b"}](]K\x01u.",
        b"X\xff\xff\xff\xffabc.",
        b"]q\xff.",
        b"}]K\x01s.",
    ],
)
def test_broken_streams_are_refused(tmp_path, data):
    if data == b"]q\xff.":  # a place in memory is only a name here, however large
        assert read_plain_pickle(written(data, tmp_path)) == []
        return
    with pytest.raises(InputError):
        read_plain_pickle(written(data, tmp_path))


def test_no_flipped_byte_escapes(tmp_path):
    whole = pickle.dumps({f"word{n}": n for n in range(60)}, 3)
    draw = random.Random(0)
    refused = 0
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(draw.randrange(1, 4)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        try:
            read_plain_pickle(written(bytes(data), tmp_path))
        except InputError:
            refused += 1
    assert 20 < refused < 400


def test_an_absent_and_an_enormous_file(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="cannot read"):
        read_plain_pickle(tmp_path / "absent.pkl")
    path = written(pickle.dumps(["a"]), tmp_path)
    monkeypatch.setattr(plain_pickle, "MAX_BYTES", 3)
    with pytest.raises(InputError, match="has more than"):
        read_plain_pickle(path)
