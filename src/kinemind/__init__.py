"""Kinemind: language to 3D human motion and back, by reasoning first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kinemind.errors import InputError
from kinemind.motion import Motion, Step

if TYPE_CHECKING:
    from kinemind.generation import Description, Model, Take, caption, generate, load

__version__ = "0.1.0"
__all__ = ["Description", "InputError", "Model", "Motion", "Step", "Take", "caption", "generate", "load"]

_GENERATION = frozenset({"Description", "Model", "Take", "caption", "generate", "load"})


def __getattr__(name: str) -> Any:
    # torch and transformers are imported only when a model is asked for
    if name in _GENERATION:
        from kinemind import generation

        return getattr(generation, name)
    raise AttributeError(f"module 'kinemind' has no attribute {name!r}")
