"""The one binary buffer of a .glb, with the views and accessors that say what lies where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pygltflib

_COMPONENT = {"float32": 5126, "uint32": 5125, "uint16": 5123}


@dataclass
class Buffer:
    """Bytes that grow array by array; each array gets a view and an accessor of its own."""

    data: bytearray = field(default_factory=bytearray)
    views: list[pygltflib.BufferView] = field(default_factory=list)
    accessors: list[pygltflib.Accessor] = field(default_factory=list)

    def add(self, values: np.ndarray, kind: str, limits: bool = False, target: int | None = None) -> int:
        """The accessor's number; `kind` is glTF's, as "VEC3"; `limits` writes the least and largest values.

        Values are float32, uint32 or uint16, [count] or [count, components].
        """
        import pygltflib

        values = np.ascontiguousarray(values)
        accessor = pygltflib.Accessor(
            bufferView=len(self.views),
            componentType=_COMPONENT[values.dtype.name],
            count=len(values),
            type=kind,
        )
        if limits:
            columns = values.reshape(len(values), -1)
            accessor.min = [float(v) for v in columns.min(0)]
            accessor.max = [float(v) for v in columns.max(0)]
        view = pygltflib.BufferView(
            buffer=0, byteOffset=len(self.data), byteLength=values.nbytes, target=target
        )
        self.data += values.tobytes()
        self.data += bytes(-len(self.data) % 4)  # accessors begin at multiples of their component's size
        self.views.append(view)
        self.accessors.append(accessor)
        return len(self.accessors) - 1
