"""What a glTF document says, each value checked before it is used."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8

from kinemind.errors import InputError

MAX_VALUES = 40_000_000
"""Numbers that the tracks of a file may hold in all (a motion of four hours has about 25 million)."""
_TYPES = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_COMPONENTS = {
    5120: np.int8,
    5121: np.uint8,
    5122: np.int16,
    5123: np.uint16,
    5125: np.uint32,
    5126: np.float32,
}


@dataclass
class Document:
    """A parsed document with its buffer; `name` stands in the sentence of an InputError."""

    content: dict[str, Any]
    buffer: UInt8[np.ndarray, " N"]
    name: str
    values_read: int = 0
    checked: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def refusal(self, reason: str) -> InputError:
        return InputError(f"{self.name} {reason}")

    def objects(self, key: str, of: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The list of objects under a key, empty where there is none."""
        if of is None and key in self.checked:
            return self.checked[key]
        found = (self.content if of is None else of).get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise self.refusal(f"has something else than a list of objects under `{key}`")
        if of is None:
            self.checked[key] = found
        return found

    def whole(self, of: dict[str, Any], key: str, below: int, default: int | None = None) -> int:
        """A whole number from 0 to `below` - 1."""
        value = of.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < below:
            shown = str(value)[:20] if not isinstance(value, int) or abs(value) < 10**18 else "a huge number"
            raise self.refusal(f"has {shown} as `{key}`, where a whole number from 0 to {below - 1} belongs")
        return value

    def indices(self, of: dict[str, Any], key: str, below: int) -> list[int]:
        """A list of whole numbers from 0 to `below` - 1."""
        found = of.get(key, [])
        if not isinstance(found, list):
            raise self.refusal(f"has something else than a list under `{key}`")
        return [self.whole({key: value}, key, below) for value in found]

    def numbers(self, of: dict[str, Any], key: str, count: int) -> Float[np.ndarray, " N"] | None:
        """`count` finite numbers, or None where the key is missing."""
        found = of.get(key)
        if found is None:
            return None
        right = isinstance(found, list) and len(found) == count
        if not right or not all(isinstance(v, (int, float)) and abs(v) < 1e30 for v in found):
            raise self.refusal(f"has a `{key}` that is not {count} finite numbers")
        return np.array(found, np.float64)

    def string(self, of: dict[str, Any], key: str) -> str:
        value = of.get(key, "")
        return value if isinstance(value, str) else ""

    def accessor(self, number: int, kind: str) -> Float[np.ndarray, "N C"]:
        """The values of an accessor of this type ("VEC3"), [count, components], normalised where told."""
        accessors = self.objects("accessors")
        about = accessors[self.whole({"accessor": number}, "accessor", len(accessors))]
        if about.get("type") != kind:
            raise self.refusal(
                f"has an accessor of the type {str(about.get('type'))[:20]!r} where {kind} belongs"
            )
        if "sparse" in about:
            raise self.refusal("has sparse accessors in its animation, which are not read; export it plainly")
        component = about.get("componentType")
        if not isinstance(component, int) or component not in _COMPONENTS:
            raise self.refusal("has an accessor of an unknown component type")
        width = _TYPES[kind]
        count = self.whole(about, "count", MAX_VALUES // width + 1)
        self.values_read += count * width
        if not count or self.values_read > MAX_VALUES:
            raise self.refusal("has an empty accessor" if not count else "holds more values than are read")
        raw = self._view(about, count, width, np.dtype(_COMPONENTS[component]))
        values = raw.astype(np.float64)
        if about.get("normalized") is True and raw.dtype.kind != "f":
            values = np.maximum(values / np.iinfo(raw.dtype).max, -1.0)
        if not np.isfinite(values).all() or np.abs(values).max() > 1e30:
            raise self.refusal("holds NaN or infinite values")
        return values

    def _view(self, accessor: dict[str, Any], count: int, width: int, dtype: np.dtype) -> np.ndarray:
        views, buffers = self.objects("bufferViews"), self.objects("buffers")
        view = views[self.whole(accessor, "bufferView", len(views))]
        if "EXT_meshopt_compression" in str(view.get("extensions", "")):
            raise self.refusal("is compressed (EXT_meshopt_compression); export it without compression")
        buffer = buffers[self.whole(view, "buffer", len(buffers))]
        if "uri" in buffer or buffer is not buffers[0]:
            raise self.refusal("keeps its data in another file; only a .glb that holds all of it is read")
        most = len(self.buffer) + 1
        start, length = self.whole(view, "byteOffset", most, 0), self.whole(view, "byteLength", most)
        offset = self.whole(accessor, "byteOffset", most, 0)
        packed = width * dtype.itemsize
        stride = self.whole(view, "byteStride", 253, packed)
        end = offset + stride * (count - 1) + packed
        if stride < packed or end > length or start + length > len(self.buffer):
            raise self.refusal("has an accessor that reaches beyond its buffer; is the file truncated?")
        return np.ndarray(
            (count, width), dtype.newbyteorder("<"), self.buffer, start + offset, (stride, dtype.itemsize)
        )

    def extras(self, of: dict[str, Any]) -> dict[str, Any]:
        found = of.get("extras", {})
        return found if isinstance(found, dict) else {}


def finite(value: object) -> float | None:
    """A finite number as a float, else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e30:
        return None
    return float(value) if math.isfinite(value) else None
