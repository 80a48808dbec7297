"""As much of Blender's module bpy as the add-on touches; it records what is registered, drawn and done."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any


@dataclass(frozen=True)
class Property:
    """What `StringProperty(...)` and the others return."""

    kind: str
    options: dict[str, Any]


@dataclass
class Markers:
    """Timeline or pose markers; Blender's collections take a frame only for the timeline."""

    found: list[SimpleNamespace] = field(default_factory=list)

    def new(self, name: str, frame: int = 0) -> SimpleNamespace:
        self.found.append(SimpleNamespace(name=name, frame=frame))
        return self.found[-1]

    def remove(self, marker: SimpleNamespace) -> None:
        self.found.remove(marker)

    def __iter__(self) -> Any:
        return iter(self.found)


class Action(dict):
    """An action: custom properties as items, markers."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.pose_markers = "", Markers()


class Operator:
    """A function with `poll`, as bpy.ops has them."""

    def __init__(self, does: Callable[..., Any]) -> None:
        self.does = does

    def poll(self) -> bool:
        return True

    def __call__(self, **words: Any) -> Any:
        return self.does(**words)


class Layout:
    """Records what a panel draws: (kind, words)."""

    def __init__(self, drawn: list[tuple[str, str]]) -> None:
        self.drawn = drawn

    def prop(self, owner: Any, name: str, **words: Any) -> None:
        assert name in type(owner).__annotations__, name
        self.drawn.append(("prop", name))

    def label(self, text: str, icon: str = "NONE") -> None:
        self.drawn.append(("label", text))

    def operator(self, name: str, **words: Any) -> None:
        self.drawn.append(("operator", name))

    def box(self) -> Layout:
        return self

    def column(self, align: bool = False) -> Layout:
        return self


class Blender:
    """A stub of bpy with an empty scene; `install` puts it where `import bpy` finds it."""

    def __init__(self) -> None:
        self.registered: list[type] = []
        self.timers: list[Callable[[], float | None]] = []
        self.imported: list[dict[str, Any]] = []
        self.reported: list[str] = []
        self.actions: list[Action] = []
        self.bpy = ModuleType("bpy")
        props, types = ModuleType("bpy.props"), ModuleType("bpy.types")
        for kind in ("Bool", "Float", "Int", "Pointer", "String"):
            setattr(props, f"{kind}Property", self._maker(kind))
        for name in ("AddonPreferences", "PropertyGroup", "Operator", "Panel", "Scene"):
            setattr(types, name, type(name, (), {}))
        types.Operator.report = lambda _, kind, text: self.reported.append(text)
        types.IMPORT_ANIM_OT_bvh = object
        scene = SimpleNamespace(
            timeline_markers=Markers(), render=SimpleNamespace(fps=24, fps_base=1.0), frame_end=250
        )
        area = SimpleNamespace(type="VIEW_3D", tag_redraw=lambda: None)
        window = SimpleNamespace(screen=SimpleNamespace(areas=[area]))
        self.context = SimpleNamespace(
            scene=scene,
            object=None,
            window_manager=SimpleNamespace(windows=[window]),
            preferences=SimpleNamespace(addons={}),
            temp_override=lambda **words: nullcontext(),
        )
        self.bpy.props, self.bpy.types, self.bpy.context = props, types, self.context
        self.bpy.data = SimpleNamespace(actions=self.actions)
        self.bpy.app = SimpleNamespace(
            online_access=True,
            tempdir="",
            timers=SimpleNamespace(
                register=lambda look, first_interval=0: self.timers.append(look),
                is_registered=lambda look: look in self.timers,
                unregister=self.timers.remove,
            ),
        )
        self.bpy.utils = SimpleNamespace(
            register_class=self.registered.append, unregister_class=self.registered.remove
        )
        self.bpy.ops = SimpleNamespace(
            object=SimpleNamespace(mode_set=Operator(lambda mode: None)),
            import_anim=SimpleNamespace(bvh=Operator(self._import)),
            ed=SimpleNamespace(undo_push=Operator(lambda message: None)),
        )

    @staticmethod
    def _maker(kind: str) -> Callable[..., Property]:
        return lambda **options: Property(kind, options)

    def _import(self, **words: Any) -> None:
        with Path(words["filepath"]).open() as file:
            assert file.readline().strip() == "HIERARCHY"
        self.imported.append(words)
        action = Action()
        self.actions.append(action)
        self.context.object = SimpleNamespace(
            name="",
            data=SimpleNamespace(name=""),
            animation_data=SimpleNamespace(action=action),
            location=SimpleNamespace(x=0.0),
        )

    def install(self, monkeypatch: Any) -> None:
        for name in ("bpy", "bpy.props", "bpy.types"):
            module = self.bpy if name == "bpy" else getattr(self.bpy, name.partition(".")[2])
            monkeypatch.setitem(sys.modules, name, module)

    def made(self, cls: type, **values: Any) -> Any:
        """An instance of a class of properties, with their defaults."""
        found = cls()
        for name, prop in cls.__annotations__.items():
            setattr(found, name, values.get(name, prop.options.get("default")))
        return found
