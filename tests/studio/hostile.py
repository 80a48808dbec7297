"""Uploads that no reader can make sense of, or that are made to hurt one: name and bytes of each."""

from __future__ import annotations

import io
import json
import pickle
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

Upload = tuple[str, bytes]
TRICKS = (
    "../../../../tmp/{}", "..\\..\\{}", "/etc/{}", "C:\\Windows\\{}", "....//....//{}", "%2e%2e%2f{}",
    "a\0{}", "~/{}", "file:///etc/{}", "-rf {}", "$(touch x){}", "`id`{}", "a;b|c&{}", "\u202e{}", "CON{}",
    "x" * 3000 + "{}", "{}".join(("\n", "")), "<script>{}", "'; drop table{}", "é\u0301ü{}",
)  # fmt: skip


class Touch:
    """Unpickled, it would make a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (Path.touch, (self.path,))


def hostile_uploads(clips: Mapping[str, bytes], trap: Path) -> list[Upload]:
    """300 uploads, the same ones each time; `clips` are good files by suffix, `trap` a path to betray."""
    made = [
        *_truncated(clips), *_noise(), *_wrong_suffix(clips), *_path_tricks(), *_bombs(), *_pickles(trap),
        *_numbers(), *_headers(), *_bvh_texts(), *_glb(clips[".glb"]), *_shapes(),
    ]  # fmt: skip
    random.Random(0).shuffle(made)
    assert len(made) >= 300, len(made)
    return made


def _truncated(clips: Mapping[str, bytes]) -> Iterator[Upload]:
    for suffix, whole in clips.items():
        for part in range(14):
            yield f"cut{suffix}", whole[: len(whole) * part // 16 + (1 if part else 0)]


def _noise() -> Iterator[Upload]:
    numbers = np.random.default_rng(0)
    for suffix in (".bvh", ".npz", ".npy", ".glb"):
        for size in (1, 3, 64, 5000, 300_000):
            yield f"noise{suffix}", numbers.bytes(size)
    yield from [("zeros.npz", bytes(10_000)), ("zeros.bvh", bytes(10_000)), ("spaces.bvh", b" " * 2_000_000)]


def _wrong_suffix(clips: Mapping[str, bytes]) -> Iterator[Upload]:
    for suffix, whole in clips.items():
        for other in (".bvh", ".npz", ".npy", ".glb"):
            if other != suffix:
                yield f"clip{other}", whole
        for other in (".exe", ".pkl", ".zip", ".amc", ".mp4", ".bvh.exe", "", ".", ".npz ", ".html"):
            yield f"clip{other}", whole


def _path_tricks() -> Iterator[Upload]:
    for trick in TRICKS:
        yield trick.format("passwd"), b"root:x:0:0"
        yield trick.format("x.bvh"), b"root:x:0:0"


def _zipped(members: Mapping[str, bytes], level: int = 9) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def _header(shape: str, dtype: str = "<f4", version: bytes = b"\x01\x00", pad: int = 0) -> bytes:
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode() + b" " * pad + b"\n"
    length = struct.pack("<H" if version[0] == 1 else "<I", len(text))
    return b"\x93NUMPY" + version + length + text


def _bombs() -> Iterator[Upload]:
    """Little that unpacks to much, and archives that lie about it."""
    much = _header("(40, 22, 3)") + bytes(80 * 2**20)
    bomb = _zipped({"joints.npy": much}, level=1)
    yield "bomb.npz", bomb
    yield "many.npz", _zipped({f"{number}.npy": b"x" for number in range(3000)}, level=1)
    yield "nested.npz", _zipped({"joints.npy": bomb}, level=1)
    size = struct.pack("<I", len(much))
    for lie in (0, 1, 100, 2**31, 2**32 - 1):
        yield "lying.npz", bomb.replace(size, struct.pack("<I", lie))
    declared = _zipped({"joints.npy": _header("(10000000, 22, 3)")})
    yield "declared.npz", declared
    for method in (1, 12, 14, 93, 99):
        small = bytearray(_zipped({"joints.npy": _header("(40, 22, 3)") + bytes(10560)}))
        for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
            at = small.index(mark) + place
            small[at : at + 2] = struct.pack("<H", method)
        yield f"method{method}.npz", bytes(small)
    for name in ("../../joints.npy", "/joints.npy", "joints.npy/", " ", "joints"):
        yield "names.npz", _zipped({name: b"\x93NUMPY\x01\x00"})


def _pickles(trap: Path) -> Iterator[Upload]:
    for protocol in range(6):
        raw = pickle.dumps(Touch(trap), protocol)
        for suffix in (".npz", ".npy", ".bvh", ".glb"):
            yield f"pickle{suffix}", raw
    good = {"joints": np.zeros((4, 22, 3), np.float32), "fps": np.array(20.0)}
    for name in ("joints", "fps", "skeleton", "text", "steps", "rotations", "offsets"):
        held = np.empty(1, object)
        held[0] = Touch(trap)
        target = io.BytesIO()
        np.savez(target, **{**good, name: held})
        yield f"{name}.npz", target.getvalue()
    target = io.BytesIO()
    np.save(target, held, allow_pickle=True)
    yield "object.npy", target.getvalue()
    yield "object.npz", target.getvalue()


def _saved(**arrays: np.ndarray) -> bytes:
    target = io.BytesIO()
    np.savez_compressed(target, **arrays)
    return target.getvalue()


def _numbers() -> Iterator[Upload]:
    good = np.random.default_rng(1).normal(size=(8, 22, 3)).astype(np.float32)
    for bad in (np.nan, np.inf, -np.inf, 1e30, -1e7):
        for place in ((0, 0, 0), (7, 21, 2), (3, 5, 1)):
            joints = good.copy()
            joints[place] = bad
            yield "number.npz", _saved(joints=joints)
            target = io.BytesIO()
            np.save(target, joints)
            yield "number.npy", target.getvalue()
    for fps in (np.nan, np.inf, 0.0, -20.0, 1e9):
        yield "fps.npz", _saved(joints=good, fps=np.array(fps))
    yield "still.npz", _saved(joints=np.zeros((8, 22, 3), np.float32))


def _headers() -> Iterator[Upload]:
    for shape in (
        "(1000000000, 22, 3)", "(4611686018427387904, 22, 3)", "(-1, 22, 3)", "(0, 22, 3)", "(40, 22)", "()",
        "(" * 3000, "(40, 22, 3) + " * 500 + "()", "9" * 9000, "__import__('os').system('true')",
        "(1.5, 22, 3)",
        "(True, 22, 3)", "[40, 22, 3]", "(40, 22, 3", "None",
    ):  # fmt: skip
        yield "header.npy", _header(shape) + bytes(10560)
        yield "header.npz", _zipped({"joints.npy": _header(shape) + bytes(10560)})
    for dtype in ("O", "V1000000000", "S99999999", "<M8[ns]", "<c16", "x", "<f4,<f4", "|u1", "<f3"):
        yield "dtype.npy", _header("(40, 22, 3)", dtype) + bytes(100)
    yield "long.npy", _header("(40, 22, 3)", version=b"\x02\x00", pad=3_000_000) + bytes(10560)
    yield "long.npz", _zipped({"joints.npy": _header("(4, 2)", version=b"\x02\x00", pad=3_000_000)})
    for version in (b"\x00\x00", b"\x03\x00", b"\x09\x00", b"\xff\xff"):
        yield "version.npy", _header("(40, 22, 3)", version=version) + bytes(10560)
    yield "length.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\x7f{'descr'"


def _bvh(joints: str, frames: str = "Frames: 1\nFrame Time: 0.05\n0 0 0 0 0 0\n") -> bytes:
    channels = "CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation"
    return f"HIERARCHY\nROOT a\n{{\nOFFSET 0 0 0\n{channels}\n{joints}\n}}\nMOTION\n{frames}".encode()


def _bvh_texts() -> Iterator[Upload]:
    end = "End Site\n{\nOFFSET 0 1 0\n}"
    for frames in (
        "Frames: 999999999999999999\nFrame Time: 0.05\n0 0 0", "Frames: -1\nFrame Time: 0.05\n",
        "Frames: 0\nFrame Time: 0.05\n", "Frames: 1e9\nFrame Time: 0.05\n",
        "Frames: 1\nFrame Time: 0\n0 0 0 0 0 0",
        "Frames: 1\nFrame Time: nan\n0 0 0 0 0 0", "Frames: 1\nFrame Time: 1e-300\n0 0 0 0 0 0",
        "Frames: 1\nFrame Time: 0.05\nnan 0 0 0 0 0", "Frames: 1\nFrame Time: 0.05\n1e999 0 0 0 0 0",
        "Frames: 1\nFrame Time: 0.05\n0 0 0 0 0", "Frames: 1\nFrame Time: 0.05\na b c d e f",
        "Frames: \u0661\n",
        f"Frames: {'9' * 5000}\nFrame Time: 0.05\n0", "", "Frames: 1\nFrame Time: 0.05\n0x1 0 0 0 0 0",
    ):  # fmt: skip
        yield "frames.bvh", _bvh(end, frames)
    for joints in (
        "{" * 50_000, "}" * 50_000, "JOINT b\n{\nOFFSET 0 1 0\nCHANNELS 0\n" * 5000, "OFFSET 1 2",
        "JOINT b\n{\nOFFSET 0 1 0\nCHANNELS 0\n}\n" * 20_000, "CHANNELS 999999 Xposition", "ROOT b\n{\n}",
        "OFFSET nan 0 0", "OFFSET 1e400 0 0", "CHANNELS -1", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "JOINT",
        "End Site\n{\nJOINT b\n{\n}\n}", "x" * 1_000_000,
    ):  # fmt: skip
        yield "joints.bvh", _bvh(joints)
    yield "endless.bvh", b"HIERARCHY\n" + b"ROOT a {" * 200_000
    yield "values.bvh", _bvh(end, "Frames: 1\nFrame Time: 0.05\n" + "0 " * 700_000)
    yield "blank.bvh", b"HIERARCHY\n" + b"\n \t" * 400_000


def _glb(whole: bytes) -> Iterator[Upload]:
    """A good file is one JSON chunk and one of numbers behind a header of 12 bytes."""
    length = struct.unpack("<I", whole[12:16])[0]
    document, rest = json.loads(whole[20 : 20 + length]), whole[20 + length :]

    def packed(text: bytes) -> bytes:
        text += b" " * (-len(text) % 4)
        total = 20 + len(text) + len(rest)
        return struct.pack("<4sIIII", b"glTF", 2, total, len(text), 0x4E4F534A) + text + rest

    for text in (
        b"", b"{}", b"[]", b"null", b"[" * 100_000, b'{"a":' * 50_000, b"9" * 6000, b"\xff\xfe",
        b'{"asset":{}}',
        b'{"asset":{"version":"2.0"},"nodes":[]}', b'{"asset":{"version":"1.0"}}', b"NaN",
    ):  # fmt: skip
        yield "document.glb", packed(text)
    for part in ("accessors", "bufferViews", "nodes", "animations"):
        for wrong in ([], None, [{}] * 3, {"0": 1}, [[]], "x"):
            yield "part.glb", packed(json.dumps({**document, part: wrong}).encode())
    for field, value in (
        ("count", 2**40), ("count", -1), ("byteOffset", 2**50), ("byteOffset", -8), ("bufferView", 9999),
        ("componentType", 1), ("type", "MAT9"),
    ):  # fmt: skip
        accessors = [{**accessor, field: value} for accessor in document["accessors"]]
        yield "accessor.glb", packed(json.dumps({**document, "accessors": accessors}).encode())
    nodes = [{**node, "children": [0]} for node in document["nodes"]]
    yield "cycle.glb", packed(json.dumps({**document, "nodes": nodes}).encode())
    far = [{"uri": "file:///etc/passwd", "byteLength": 10}]
    yield "outside.glb", packed(json.dumps({**document, "buffers": far}).encode())
    yield "length.glb", whole[:12] + struct.pack("<I", 2**32 - 1) + whole[16:]
    yield "zlib.glb", zlib.compress(whole)


def _shapes() -> Iterator[Upload]:
    numbers = np.random.default_rng(2)
    for shape in ((8, 23, 3), (8, 22, 2), (22, 3), (8, 22), (1, 1, 1), (0, 22, 3), (3, 2, 22, 3)):
        yield "shape.npz", _saved(joints=numbers.normal(size=shape))
    joints = numbers.normal(size=(8, 22, 3))
    yield "skeleton.npz", _saved(joints=joints, skeleton=np.array("custom:22"))
    yield "skeleton.npz", _saved(joints=joints, skeleton=np.array("x" * 100_000))
    yield "words.npz", _saved(joints=np.array(["a"] * 8))
    yield "steps.npz", _saved(joints=joints, steps=np.array("[" * 90_000))
    yield "steps.npz", _saved(joints=joints, steps=np.array('{"a": 1}'))
    parents = np.arange(22)  # every joint its own parent
    names = np.array([f"j{number}" for number in range(22)])
    yield (
        "tree.npz",
        _saved(
            joints=joints,
            skeleton=np.array("custom:22"),
            joint_names=names,
            parents=parents,
            offsets=joints[0],
        ),
    )
    yield "empty.npz", _saved()
