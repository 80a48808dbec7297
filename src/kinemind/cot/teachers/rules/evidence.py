"""What the joints show while an observed step goes on, as clauses with a subject of their own."""

from __future__ import annotations

from dataclasses import dataclass

from kinemind.cot.decompose.gaits import is_diagonal
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.teachers.rules.details import HEAD, SHOULDER, rounded_angle
from kinemind.cot.teachers.rules.measurements import Measured
from kinemind.cot.teachers.rules.phrases import in_words

OTHERWISE = {
    "walk_forward": "the feet step forward", "walk_backward": "the feet step backward",
    "walk_left": "the feet step to the left", "walk_right": "the feet step to the right",
    "run": "the feet move at a run", "hop": "both feet leave the floor", "jump": "both feet leave the floor",
    "turn_left": "the facing changes to the left", "turn_right": "the facing changes to the right",
    "raise_left_hand": "the left wrist comes up", "raise_right_hand": "the right wrist comes up",
    "raise_both_hands": "both wrists come up", "wave_left_hand": "the left wrist goes to and fro",
    "wave_right_hand": "the right wrist goes to and fro", "wave_both_hands": "both wrists go to and fro",
    "reach_left_hand": "the left wrist moves out in front",
    "reach_right_hand": "the right wrist moves out in front",
    "kick_left": "the left foot comes up", "kick_right": "the right foot comes up",
    "bow": "the trunk tips forward", "squat": "the hips sink", "sit": "the hips sink",
    "kneel": "the knees come to the floor", "lie": "the trunk comes to the floor",
}  # fmt: skip
"""What is said of a phase that goes on beside an action that the joints do not tell."""


@dataclass(frozen=True)
class Clauses:
    """Options to choose from, none where nothing measured goes with the action; `telling`: it follows."""

    options: tuple[str, ...]
    telling: bool


def evidence(sub: SubAction, measured: Measured, cautious: bool = False) -> Clauses:
    """Clauses that are true of the motion; `cautious` leaves figures out."""
    maker = _MAKERS.get(sub.action)
    if maker is not None and (found := maker(sub, measured, not cautious)):
        return Clauses(tuple(found), telling=sub.action != "wave" or measured.count is not None)
    return Clauses(tuple(_alike(sub, measured)), telling=False)


def _way(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if not m.direction:
        return []
    # a diagonal walk is measured as forward: then the way is not named
    said = sub.direction in ("", m.direction) and not is_diagonal(sub)
    way = (
        {"left": " to the left", "right": " to the right"}.get(m.direction, f" {m.direction}") if said else ""
    )
    found = [
        f"the hips travel{way} as the feet step in turn",
        f"both feet step in turn and carry the body on{way}",
    ]
    if not figures:
        return found
    steps = f"about {in_words(m.steps)} steps" if m.steps is not None and 2 <= m.steps <= 20 else ""
    speed = f"about {m.speed:.1f} m/s" if m.speed is not None else ""
    if m.distance is not None and m.distance >= 0.3:
        found += [f"the hips travel about {m.distance:.1f} m{way}" + (f" at {speed}" if speed else "")]
        if steps:
            found += [f"the feet take {steps} and the hips move about {m.distance:.1f} m{way}"]
    if steps and speed:
        found += [f"the feet take {steps}{way} at {speed}", f"{steps}{way} are counted"]
    return found


def _turn(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if not m.direction:
        return []
    on_the_way = " on the way" if m.travels > 1.0 else ""
    found = [f"hips and shoulders come round to the {m.direction}{on_the_way}"]
    if figures and m.angle is not None:
        angle = rounded_angle(m.angle)
        found += [
            f"hips and shoulders turn about {angle} degrees to the {m.direction}{on_the_way}",
            f"the facing swings to the {m.direction} by about {angle} degrees{on_the_way}",
            f"the heading changes by about {angle} degrees to the {m.direction}",
        ]
    return found


def _raise(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if m.height is None or not m.side:
        return []
    wrist, s = _wrist(m)
    how = _said_height(sub, m.height) if sub.height else _height(m.height)
    if m.side == "both":
        how = how.replace("the shoulder", "the shoulders")
    back = _back(m, s)
    return [
        f"{wrist} rise{s}{how}{back}",
        f"{wrist} go{'es' if s else ''} up{how}{back}",
        f"{wrist} come{s} up{how}",
    ]


def _height(height: float) -> str:
    if height > HEAD:
        return " above the head"
    return " above the shoulder" if height > SHOULDER else " to about shoulder height"


_SAID = {
    "overhead": (HEAD, 2.0, " above the head"),
    "head": (0.3, 0.8, " to about head height"),
    "shoulder": (-0.2, 0.25, " to about shoulder height"),
}
"""Lowest and highest arm lengths above the shoulder that bear out a height that was said."""


def _said_height(sub: SubAction, height: float) -> str:
    """The height that the caption says where it was measured; "" where it was not."""
    low, high, how = _SAID.get(sub.height, (1.0, 0.0, ""))
    return how if low <= height <= high else ""


def _lower(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if not m.side or not m.seen:
        return []
    wrist, s = _wrist(m)
    return [f"{wrist} come{s} down again", f"{wrist} sink{s} back to the side of the body"]


def _wrist(m: Measured) -> tuple[str, str]:
    """The wrists of the measured side, and the ending of their verb."""
    return ("both wrists", "") if m.side == "both" else (f"the {m.side} wrist", "s")


def _back(m: Measured, s: str) -> str:
    return f" and come{s} down again" if m.comes_back else ""


def _wave(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if not m.side or m.count is None:  # too small to be measured as a wave
        return _raise(sub, m, figures)
    wrist, s = _wrist(m)
    found = [
        f"{wrist} stay{s} up and swing{s} from side to side",
        f"{wrist} go{'es' if s else ''} to and fro while lifted",
    ]
    if figures and m.count is not None and 1 < m.count <= 20:
        n = in_words(round(m.count))
        found += [
            f"{wrist} stay{s} up and swing{s} to and fro about {n} times",
            f"{wrist} swing{s} from side to side about {n} times",
            f"about {n} swings of {wrist} are counted",
        ]
    return found


def _kick(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if m.side not in ("left", "right"):
        return []
    found = [f"the {m.side} foot shoots up in front of the body"]
    if figures and m.lift is not None:
        found += [
            f"the {m.side} foot comes up about {m.lift:.1f} m high in front",
            f"the {m.side} foot swings up to {m.lift:.1f} m in height",
        ]
    return found


def _bow(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if m.pitch is None:
        return []
    back = " and comes back up" if m.comes_back else ""
    found = [f"the trunk tips forward over standing legs{back}"]
    if figures:
        found += [f"the trunk tilts about {rounded_angle(m.pitch)} degrees forward{back}"] * 2
    return found


def _sink(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if m.depth is None:
        return []
    back = " and rise again" if m.comes_back else ""
    return [f"the knees bend and the hips sink{back}", f"the hips go down over the feet{back}"]


def _jump(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if m.lift is None:
        return []
    found = ["both feet leave the floor together"]
    if figures and m.lift >= 0.05:
        found += [f"both feet leave the floor and the body rises about {m.lift:.2f} m high"]
    return found


def _stand(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    return [] if m.travels > 0.5 else ["the feet stay where they are", "the hips hardly move"]


def _punch(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    return [f"the {m.side} fist shoots forward at chest height"] if m.side in ("left", "right") else []


def _reach(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if m.side not in ("left", "right"):
        return []
    return [f"the {m.side} wrist moves far out in front", f"the {m.side} arm stretches away from the body"]


def _low(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    return ["the hips come down close to the floor", "the body goes down low"] if m.seen else []


def _rise(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    return ["the hips come up from low down"] if m.seen else []


_ALIKE = {
    kind: frozenset(actions.split())
    for kind, actions in {
        "arm": "raise wave reach stretch point gesture throw catch lift swing clap punch hold",
        "low": "sit kneel lie crouch squat bow bend pick_up put_down dodge crawl",
        "way": "walk run hop jump climb dance stumble crawl",
        "turn": "turn",
        "kick": "kick lift_leg touch_knee",
    }.items()
}
_KINDS = {"raise": "arm", "wave": "arm", "reach": "arm", "kick": "kick", "turn": "turn", "walk": "way",
          "run": "way", "hop": "way", "jump": "way"}  # fmt: skip
"""The kind of a phase by the first word of its label; the others are low postures."""


def _alike(sub: SubAction, m: Measured) -> list[str]:
    """Where no phase tells the action itself: what the joints show that goes with it, if anything does."""
    opposite = {"left": "right", "right": "left"}
    other = opposite.get(sub.side) or opposite.get(sub.direction, "-")
    found = [
        OTHERWISE[label]
        for label in m.labels
        if label in OTHERWISE
        and other not in label.split("_")
        and sub.action in _ALIKE[_KINDS.get(label.split("_")[0], "low")]
        and not (is_diagonal(sub) and label in ("walk_left", "walk_right"))
    ]
    return found[:2]


_MAKERS = {
    "walk": _way, "run": _way, "turn": _turn, "raise": _raise, "lower": _lower, "wave": _wave,
    "kick": _kick, "bow": _bow, "squat": _sink, "crouch": _sink, "jump": _jump, "hop": _jump,
    "stand": _stand, "punch": _punch, "reach": _reach, "point": _reach, "sit": _low, "kneel": _low,
    "lie": _low, "get_up": _rise,
}  # fmt: skip
