"""The second wording's measured details: noun phrases that stand after a planned or an observed step.

The facts are those of `details` and `evidence`; the words are others.
"""

from __future__ import annotations

from kinemind.cot.decompose.gaits import is_diagonal
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.teachers.rules.details import HEAD, SHOULDER, STRAIGHT_UP, rounded_angle
from kinemind.cot.teachers.rules.evidence import evidence
from kinemind.cot.teachers.rules.measurements import Measured
from kinemind.cot.teachers.rules.phrases import in_words


def plan_notes(sub: SubAction, m: Measured) -> tuple[str, ...]:
    """Phrases for a step that is to be done; none where nothing was measured that its words do not say."""
    maker = _PLANNED.get(sub.action)
    return tuple(maker(sub, m)) if maker is not None else ()


def clip_notes(sub: SubAction, m: Measured, cautious: bool = False) -> tuple[str, ...]:
    """Phrases for what the joints show meanwhile; `cautious` leaves figures out."""
    maker = _OBSERVED.get(sub.action)
    found = tuple(maker(sub, m, not cautious)) if maker is not None else ()
    return found or evidence(sub, m, cautious=True).options


def _way(sub: SubAction, m: Measured) -> list[str]:
    found = []
    if m.steps is not None and 2 <= m.steps <= 20 and sub.count is None:
        found += [f"about {in_words(m.steps)} steps long", f"some {in_words(m.steps)} steps"]
    if m.distance is not None and m.distance >= 0.5:
        found += [f"for about {m.distance:.1f} m", f"some {m.distance:.1f} m far"]
    if m.speed is not None:
        found += [f"with a speed of about {m.speed:.1f} m/s"]
    return found


def _turn(sub: SubAction, m: Measured) -> list[str]:
    if m.angle is None or sub.angle is not None:
        return []
    angle = rounded_angle(m.angle)
    return [f"some {angle} degrees", f"about {angle} degrees in all"]


def _raise(sub: SubAction, m: Measured) -> list[str]:
    if m.height is None or sub.height:
        return []
    hand = "hands" if sub.side == "both" else "hand"
    if m.height > STRAIGHT_UP:
        return [f"with the {hand} nearly at arm's length overhead"]
    if m.height > HEAD:
        return [f"with the {hand} ending up above the head"]
    if m.height > SHOULDER:
        return [f"with the {hand} ending up above the shoulder"]
    return [f"with the {hand} ending up near shoulder height"]


def _wave(sub: SubAction, m: Measured) -> list[str]:
    if m.count is None or sub.count is not None or not 1 < m.count <= 20:
        return []
    return [f"some {in_words(round(m.count))} swings", f"about {in_words(round(m.count))} swings in all"]


def _kick(sub: SubAction, m: Measured) -> list[str]:
    return [] if m.lift is None else [f"foot height about {m.lift:.1f} m"]


def _bow(sub: SubAction, m: Measured) -> list[str]:
    return [] if m.pitch is None else [f"trunk pitch about {rounded_angle(m.pitch)} degrees"]


def _sink(sub: SubAction, m: Measured) -> list[str]:
    return ["with bent knees and low hips"] if m.depth else []


def _jump(sub: SubAction, m: Measured) -> list[str]:
    return [] if m.lift is None or m.lift < 0.05 else [f"some {m.lift:.2f} m high"]


def _seen_way(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if not m.direction:
        return []
    said = sub.direction in ("", m.direction) and not is_diagonal(sub)
    sides = {"left": " to the left", "right": " to the right"}
    way = sides.get(m.direction, f" {m.direction}") if said else ""
    found = [f"feet in step, hips moving{way or ' along'}"]
    if figures and m.distance is not None and m.distance >= 0.3:
        found.append(f"hips moving about {m.distance:.1f} m{way}")
    if figures and m.steps is not None and 2 <= m.steps <= 20:
        found.append(f"about {in_words(m.steps)} steps of the feet{way}")
    return found


def _seen_turn(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if not m.direction:
        return []
    found = [f"hips and shoulders coming round to the {m.direction}"]
    if figures and m.angle is not None:
        angle = f"about {rounded_angle(m.angle)} degrees"
        found.append(f"hips and shoulders turning to the {m.direction}, {angle}")
    return found


def _seen_raise(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if m.height is None or not m.side:
        return []
    wrist, shoulder = ("both wrists", "shoulders") if m.side == "both" else (f"{m.side} wrist", "shoulder")
    if sub.height:
        return [f"{wrist} going up"]
    if m.height > HEAD:
        return [f"{wrist} going up above the head"]
    return [f"{wrist} going up {'above' if m.height > SHOULDER else 'near'} the {shoulder}"]


def _seen_wave(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if not m.side or m.count is None:
        return _seen_raise(sub, m, figures)
    wrist = "both wrists" if m.side == "both" else f"{m.side} wrist"
    found = [f"{wrist} up and swinging from side to side"]
    if figures and 1 < m.count <= 20:
        found.append(f"{wrist} swinging to and fro, about {in_words(round(m.count))} swings")
    return found


def _seen_kick(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if m.side not in ("left", "right"):
        return []
    found = [f"{m.side} foot coming up in front"]
    if figures and m.lift is not None:
        found.append(f"{m.side} foot coming up in front, about {m.lift:.1f} m high")
    return found


def _seen_bow(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if m.pitch is None:
        return []
    angle = f" about {rounded_angle(m.pitch)} degrees" if figures else ""
    return [f"trunk tipping{angle} forward, legs straight"]


def _seen_sink(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    return [] if m.depth is None else ["knees bending, hips sinking"]


def _seen_jump(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    if m.lift is None:
        return []
    high = f", about {m.lift:.2f} m high" if figures and m.lift >= 0.05 else ""
    return [f"both feet off the floor{high}"]


def _seen_stand(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    return [] if m.travels > 0.5 else ["feet in place", "hips nearly still"]


def _seen_low(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    return ["hips low, near the floor"] if m.seen else []


def _seen_rise(sub: SubAction, m: Measured, figures: bool) -> list[str]:
    return ["hips coming up again"] if m.seen else []


_PLANNED = {
    "walk": _way, "run": _way, "turn": _turn, "raise": _raise, "reach": _raise, "wave": _wave, "kick": _kick,
    "bow": _bow, "squat": _sink, "crouch": _sink, "jump": _jump, "hop": _jump,
}  # fmt: skip
_OBSERVED = {
    "walk": _seen_way, "run": _seen_way, "turn": _seen_turn, "raise": _seen_raise, "wave": _seen_wave,
    "kick": _seen_kick, "bow": _seen_bow, "squat": _seen_sink, "crouch": _seen_sink, "jump": _seen_jump,
    "hop": _seen_jump, "stand": _seen_stand, "sit": _seen_low, "kneel": _seen_low, "lie": _seen_low,
    "get_up": _seen_rise,
}  # fmt: skip
