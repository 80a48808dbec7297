"""The published checkpoint `text_mot_match/model/finest.tar`: tensors only, every name and shape checked.

The file is a dictionary of three state dicts beside optimizer states, epoch and iteration
(EricGuo5513/text-to-motion, networks/trainers.py, TextMotionMatchTrainer.save).
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from kinemind.encoders.guo2022.networks import MotionEncoder, MovementEncoder, TextEncoder
from kinemind.errors import InputError

# what torch.load raises for files that are cut, are no checkpoint, or ask for more than tensors
_UNREADABLE = (
    OSError,
    RuntimeError,
    pickle.UnpicklingError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
)


@dataclass(frozen=True, eq=False)
class Guo2022Networks:
    """The three networks, frozen, in evaluation mode."""

    movement: MovementEncoder
    motion: MotionEncoder
    text: TextEncoder


def load_networks(path: Path, feature_size: int, device: torch.device | str = "cpu") -> Guo2022Networks:
    """The networks of `finest.tar`, for features of 263 (HumanML3D) or 251 (KIT-ML) numbers a frame.

    Raises InputError where the file is missing, unreadable or holds anything but plain tensors, and where
    a parameter is missing, surplus, of another shape or not finite.
    """
    if not path.is_file():
        raise InputError(f"there is no checkpoint {path}")
    try:
        content = torch.load(path, weights_only=True, map_location="cpu")
    except _UNREADABLE as error:
        reason = " ".join(str(error).split("\n")[0].split())[:160] or type(error).__name__
        raise InputError(f"{path} is no readable checkpoint of the Guo-2022 evaluator: {reason}") from None
    if not isinstance(content, dict):
        raise InputError(f"{path} is no checkpoint of the Guo-2022 evaluator: it holds no dictionary")
    # the movement encoder never sees the four foot contacts
    networks = Guo2022Networks(MovementEncoder(feature_size - 4), MotionEncoder(), TextEncoder())
    for key, network in (
        ("movement_encoder", networks.movement),
        ("motion_encoder", networks.motion),
        ("text_encoder", networks.text),
    ):
        _fill(network, content.get(key), f"{key} of {path}")
        network.requires_grad_(False).eval().to(device)
    return networks


def _fill(network: nn.Module, state: object, where: str) -> None:
    if not isinstance(state, dict):
        raise InputError(f"the {where} is missing")
    expected = network.state_dict()
    for name in expected:
        if name not in state:
            raise InputError(f"the {where} lacks the parameter {name}")
    for name, value in state.items():
        if name not in expected:
            raise InputError(f"the {where} has an unknown parameter {str(name)[:60]!r}")
        _check(name, value, tuple(expected[name].shape), where)
    network.load_state_dict({name: value.float() for name, value in state.items()})


def _check(name: str, value: object, shape: tuple[int, ...], where: str) -> None:
    if not isinstance(value, Tensor) or value.layout != torch.strided or not value.is_floating_point():
        raise InputError(f"the parameter {name} of the {where} is no array of real numbers")
    if tuple(value.shape) != shape:
        raise InputError(
            f"the parameter {name} of the {where} has the shape {tuple(value.shape)}, not {shape}"
        )
    if not torch.isfinite(value).all():
        raise InputError(f"the parameter {name} of the {where} holds NaN or infinite numbers")
