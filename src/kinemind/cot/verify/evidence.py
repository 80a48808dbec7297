"""What the measured phases say of an action with a side and a direction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kinemind.cot.decompose.labels import labels_for
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.kinematics.phases import Phase

_SWAP = (("left", "right"), ("right", "left"), ("forward", "backward"), ("backward", "forward"))


@dataclass(frozen=True)
class Evidence:
    """Phases that show an action as claimed (`shown`) and as its mirror image or backwards (`against`).

    Both empty where joints cannot tell.
    """

    shown: tuple[Phase, ...]
    against: tuple[Phase, ...]


def evidence(action: SubAction, phases: Iterable[Phase]) -> Evidence:
    """Phases for and against an action."""
    phases = tuple(phases)
    labels = set(labels_for(action.action, action.side, action.direction))
    other = {opposite(label) for label in labels} - labels - {""}
    return Evidence(
        tuple(phase for phase in phases if phase.label in labels),
        tuple(phase for phase in phases if phase.label in other),
    )


def opposite(label: str) -> str:
    """The label with the other side or the opposite way, "" where it has none.

    >>> opposite("wave_left_hand")
    'wave_right_hand'
    """
    parts = label.split("_")
    for this, that in _SWAP:
        if this in parts:
            return "_".join(that if part == this else part for part in parts)
    return ""


def words_of(label: str) -> str:
    """A label as words: "waves the right hand".

    >>> words_of("raise_right_hand")
    'raise right hand'
    """
    return label.replace("_", " ")
