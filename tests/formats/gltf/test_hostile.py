"""Broken and hostile .glb files end in one sentence, whatever is wrong with them."""

import json
import struct
from copy import deepcopy

import numpy as np
import pytest

from kinemind import formats
from kinemind.errors import InputError
from kinemind.formats.gltf import container, document, reading
from tests.formats.gltf.motions import put_together, swinging, taken_apart


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return taken_apart(swinging(frames=8).save(tmp_path_factory.mktemp("good") / "a.glb"))


def refused(path, sentence):
    with pytest.raises(InputError, match=sentence) as refusal:
        formats.read(path)
    assert (
        "\n" not in str(refusal.value) and len(str(refusal.value)) < 400 and path.name in str(refusal.value)
    )


def turned(document, **changes):
    document["accessors"][document["animations"][0]["samplers"][1]["output"]] |= changes


CHANGES = {
    "circle": (lambda d: d["nodes"][20].update(children=[0]), "circle"),
    "itself": (lambda d: d["nodes"][0].update(children=[0]), "two parents|circle"),
    "two parents": (lambda d: d["nodes"][22].update(children=[5]), "two parents"),
    "no nodes": (lambda d: d.pop("nodes"), "0 nodes"),
    "nodes no list": (lambda d: d.update(nodes={"a": 1}), "`nodes`"),
    "child beyond": (lambda d: d["nodes"][0].update(children=[10**6]), "`children`"),
    "child negative": (lambda d: d["nodes"][0].update(children=[-1]), "`children`"),
    "child text": (lambda d: d["nodes"][0].update(children=["1"]), "`children`"),
    "huge number": (lambda d: turned(d, count=10**4000), "huge number"),
    "skin": (lambda d: d["skins"][0].update(joints=[99]), "`joints`"),
    "no animation": (lambda d: d.pop("animations"), "no animation"),
    "empty animation": (lambda d: d["animations"][0].update(channels=[]), "no animation"),
    "channels text": (lambda d: d["animations"][0].update(channels="many"), "`channels`"),
    "sampler beyond": (lambda d: d["animations"][0]["channels"][3].update(sampler=999), "`sampler`"),
    "interpolation": (lambda d: d["animations"][0]["samplers"][0].update(interpolation="X"), "interpolation"),
    "cubic without tangents": (
        lambda d: d["animations"][0]["samplers"][0].update(interpolation="CUBICSPLINE"),
        "keys",
    ),
    "accessor gone": (lambda d: d.update(accessors=[]), "`input`"),
    "no count": (lambda d: turned(d, count=0), "empty accessor"),
    "count fraction": (lambda d: turned(d, count=7.5), "`count`"),
    "count true": (lambda d: turned(d, count=True), "`count`"),
    "more than there is": (lambda d: turned(d, count=999_999), "beyond its buffer"),
    "offset": (lambda d: turned(d, byteOffset=64), "beyond its buffer"),
    "kind": (lambda d: turned(d, type="VEC3"), "VEC4"),
    "component": (lambda d: turned(d, componentType=5124), "component type"),
    "component list": (lambda d: turned(d, componentType=[5126]), "component type"),
    "sparse": (lambda d: turned(d, sparse={"count": 1}), "sparse"),
    "no view": (lambda d: turned(d, bufferView=None), "`bufferView`"),
    "view beyond": (lambda d: [v.update(byteOffset=10**7) for v in d["bufferViews"]], "`byteOffset`"),
    "stride": (lambda d: [v.update(byteStride=1) for v in d["bufferViews"]], "beyond its buffer"),
    "other file": (lambda d: d["buffers"][0].update(uri="../../etc/passwd"), "another file"),
    "from the net": (lambda d: d["buffers"][0].update(uri="http://localhost/a.bin"), "another file"),
    "second buffer": (
        lambda d: (d["buffers"].append({"byteLength": 9}), [v.update(buffer=1) for v in d["bufferViews"]]),
        "another file",
    ),
    "compressed": (
        lambda d: [v.update(extensions={"EXT_meshopt_compression": {}}) for v in d["bufferViews"]],
        "compress",
    ),
    "translation": (lambda d: d["nodes"][3].update(translation=[1, 2]), "translation"),
    "translation text": (lambda d: d["nodes"][3].update(translation=["a", 2, 3]), "translation"),
    "matrix": (lambda d: d["nodes"][3].update(matrix=[0] * 16), "flat"),
    "frame rate": (lambda d: d["animations"][0]["extras"].update(fps=-3), "frame rate"),
    "frame rate high": (lambda d: d["animations"][0]["extras"].update(fps=1e9), "frame rate"),
    "names": (lambda d: [n.update(name="x") for n in d["nodes"]], "no mapping"),
    "names gone": (lambda d: [n.pop("name") for n in d["nodes"]], "no mapping"),
    "names no text": (lambda d: [n.update(name=["x"]) for n in d["nodes"]], "no mapping"),
    "giant": (lambda d: [n.update(scale=[1e6] * 3) for n in d["nodes"][:1]], "figure|from the origin"),
    "asset": (lambda d: (d.update(asset=[]), [n.update(name="x") for n in d["nodes"]]), "no mapping"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_wrong_documents(good, tmp_path, name):
    change, sentence = CHANGES[name]
    wrong = deepcopy(good[0])
    change(wrong)
    refused(put_together(wrong, good[1], tmp_path / "bad.glb"), sentence)


def test_unimportant_things_may_be_wrong(good, tmp_path):
    odd = deepcopy(good[0])
    odd["animations"][0]["extras"] |= {
        "markers": [1, {"name": 2, "start": "a"}, {"start": 0, "end": 1}],
        "text": 5,
    }
    odd["meshes"], odd["materials"], odd["nodes"][22]["extras"] = [], "none", None
    motion = formats.read(put_together(odd, good[1], tmp_path / "odd.glb"))
    assert len(motion) == 8 and motion.text == "" and [s.text for s in motion.steps] == [""]


def values_of(good, sampler, key):
    number = good[0]["animations"][0]["samplers"][sampler][key]
    view = good[0]["bufferViews"][good[0]["accessors"][number]["bufferView"]]
    return slice(view["byteOffset"], view["byteOffset"] + view["byteLength"])


@pytest.mark.parametrize(
    ("sampler", "key", "values", "sentence"),
    [
        (0, "output", [np.nan], "NaN"),
        (0, "output", [np.inf], "NaN"),
        (0, "output", [3e38], "NaN|infinite"),
        (0, "output", [1e20] * 24, "from the origin|figure"),
        (1, "output", [0.0] * 32, "rotation of length 0"),
        (0, "input", [5.0], "go back"),
        (0, "input", list(np.arange(8) * 1e6), "frames"),
        (0, "input", [np.nan], "NaN"),
    ],
)
def test_wrong_numbers(good, tmp_path, sampler, key, values, sentence):
    buffer = bytearray(good[1])
    span = values_of(good, sampler, key)
    buffer[span.start : span.start + 4 * len(values)] = np.array(values, "<f4").tobytes()
    refused(put_together(good[0], buffer, tmp_path / "bad.glb"), sentence)


def with_text(text: bytes, path, version=2, magic=b"glTF", length=None, size=None):
    chunk = struct.pack("<II", len(text) if size is None else size, 0x4E4F534A) + text
    path.write_bytes(
        magic + struct.pack("<II", version, 12 + len(chunk) if length is None else length) + chunk
    )
    return path


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"text": b"{}", "magic": b"gltf"}, "does not begin"),
        ({"text": b"{}", "version": 1}, "version 1"),
        ({"text": b"{}", "length": 0xFFFFFFFF}, "truncated"),
        ({"text": b"{}", "size": 0xFFFFFFF0}, "beyond the file"),
        ({"text": b"{}", "length": 4}, "beyond the file|unreadable"),
        ({"text": b"{}"}, "0 nodes"),
        ({"text": b"[1, 2]"}, "no object"),
        ({"text": b"{"}, "unreadable JSON"),
        ({"text": b"\xff\xfe\x00"}, "unreadable JSON"),
        ({"text": b""}, "unreadable JSON"),
        ({"text": b'{"a": NaN}'}, "NaN"),
        ({"text": b"[" * 200_000}, "unreadable JSON"),
        ({"text": b'{"nodes": [' + b"9" * 5000 + b"]}"}, "unreadable JSON|`nodes`"),
        ({"text": json.dumps({"nodes": [{}] * 20_001}).encode()}, "20001 nodes"),
    ],
)
def test_wrong_containers(tmp_path, arguments, sentence):
    refused(with_text(path=tmp_path / "bad.glb", **arguments), sentence)


def test_a_long_chain_of_nodes_is_refused_quickly(good, tmp_path):
    wrong = deepcopy(good[0])
    wrong["nodes"] = [{"children": [k + 1]} for k in range(5000)] + [{}]
    wrong["skins"], wrong["scenes"] = [], [{"nodes": [0]}]
    refused(put_together(wrong, good[1], tmp_path / "bad.glb"), "one under the other")


def test_what_is_too_much_is_not_read(good, tmp_path, monkeypatch):
    path = put_together(*good, tmp_path / "a.glb")
    assert len(formats.read(path)) == 8
    for module, name, value, sentence in [
        (container, "MAX_DOCUMENT", 1000, "document over"),
        (document, "MAX_VALUES", 400, "more values"),
        (reading, "MAX_POSES", 100, "cut it"),
    ]:
        with monkeypatch.context() as patch:
            patch.setattr(module, name, value)
            refused(path, sentence)


def test_long_lists_are_looked_through_once(good, tmp_path, monkeypatch):
    many = deepcopy(good[0])
    many["accessors"] += [{}] * 300_000
    many["animations"][0]["channels"] *= 200
    seen = []
    plain = document.Document.objects

    def counted(self, key, of=None):
        seen.append(key if of is None and key not in self.checked else "")
        return plain(self, key, of)

    monkeypatch.setattr(document.Document, "objects", counted)
    assert len(formats.read(put_together(many, good[1], tmp_path / "a.glb"))) == 8
    assert seen.count("accessors") == 1


def test_truncated_anywhere(good, tmp_path):
    whole = put_together(*good, tmp_path / "a.glb").read_bytes()
    bad = tmp_path / "bad.glb"
    for length in (*range(1, 40), *range(40, len(whole), len(whole) // 40)):
        bad.write_bytes(whole[:length])
        with pytest.raises(InputError):
            formats.read(bad)


def test_flipped_bytes_never_escape_as_another_exception(good, tmp_path, rng):
    whole = bytearray(put_together(*good, tmp_path / "a.glb").read_bytes())
    size = struct.unpack("<I", whole[12:16])[0]
    bad = tmp_path / "bad.glb"
    for number in range(150):
        broken = whole.copy()
        for at in rng.integers(0, 20 + size if number % 4 else len(whole), 1 + number % 5):
            broken[at] = rng.integers(0, 256)
        bad.write_bytes(broken)
        try:
            formats.read(bad)
        except InputError as refusal:
            assert "\n" not in str(refusal)
