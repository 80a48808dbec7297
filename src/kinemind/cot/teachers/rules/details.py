"""Measured details of a planned step, as phrases that follow its main clause."""

from __future__ import annotations

from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.teachers.rules.measurements import Measured
from kinemind.cot.teachers.rules.phrases import in_words

STRAIGHT_UP, HEAD, SHOULDER = 0.8, 0.55, 0.1
"""Arm lengths above the shoulder: from here a wrist is nearly straight up, over the head or shoulder."""


def details(sub: SubAction, measured: Measured) -> tuple[str, ...]:
    """Phrases that are true of the motion; none where nothing was measured that the words do not say yet."""
    maker = _MAKERS.get(sub.action)
    return tuple(maker(sub, measured)) if maker is not None else ()


def _way(sub: SubAction, measured: Measured) -> list[str]:
    found = []
    if measured.steps is not None and 2 <= measured.steps <= 20 and sub.count is None:
        n = in_words(measured.steps)
        found += [f"taking about {n} steps", f"in about {n} steps", f"with about {n} steps"]
    if measured.distance is not None and measured.distance >= 0.5:
        metres = f"about {measured.distance:.1f} m"
        found += [f"covering {metres}", f"over {metres}"]
    if measured.speed is not None:
        found += [f"at about {measured.speed:.1f} m/s", f"moving at some {measured.speed:.1f} m/s"]
    return found


def _turn(sub: SubAction, measured: Measured) -> list[str]:
    found = []
    if measured.angle is not None and sub.angle is None:
        angle = rounded_angle(measured.angle)
        found += [f"turning through about {angle} degrees", f"by about {angle} degrees",
                  f"changing the heading by about {angle} degrees"]  # fmt: skip
    if measured.steps is not None and 2 <= measured.steps <= 20:
        found += [
            f"in about {in_words(measured.steps)} steps",
            f"taking about {in_words(measured.steps)} steps",
        ]
    return found


def _raise(sub: SubAction, measured: Measured) -> list[str]:
    if measured.height is None or sub.height:
        return []
    it = "them" if sub.side == "both" else "it"
    if measured.height > STRAIGHT_UP:
        return [f"stretching {it} almost straight up", "up to almost the full length of the arm"]
    if measured.height > HEAD:
        return [f"bringing {it} above the head", f"lifting {it} over the head", "to a point above the head"]
    if measured.height > SHOULDER:
        return [f"bringing {it} above the shoulder", f"lifting {it} past the shoulder"]
    return [f"bringing {it} to about shoulder height", f"lifting {it} about as high as the shoulder"]


def _wave(sub: SubAction, measured: Measured) -> list[str]:
    if measured.count is None or sub.count is not None or not 1 < measured.count <= 20:
        return []
    n = in_words(round(measured.count))
    it = "them" if sub.side == "both" else "it"
    return [f"swinging {it} to and fro about {n} times", f"swinging {it} about {n} times",
            f"with about {n} swings from side to side", f"about {n} times from side to side"]  # fmt: skip


def _kick(sub: SubAction, measured: Measured) -> list[str]:
    if measured.lift is None:
        return []
    return [
        f"lifting the foot about {measured.lift:.1f} m off the floor",
        f"with the foot up to {measured.lift:.1f} m high",
    ]


def _bow(sub: SubAction, measured: Measured) -> list[str]:
    if measured.pitch is None:
        return []
    pitch = rounded_angle(measured.pitch)
    return [f"tilting the trunk by about {pitch} degrees", f"with the trunk about {pitch} degrees forward"]


def _sink(sub: SubAction, measured: Measured) -> list[str]:
    return (
        ["letting the hips sink by bending both knees", "bringing the hips down over the feet"]
        if measured.depth
        else []
    )


def _jump(sub: SubAction, measured: Measured) -> list[str]:
    if measured.lift is None or measured.lift < 0.05:
        return []
    return [f"about {measured.lift:.2f} m high", f"about {measured.lift:.2f} m off the floor"]


def rounded_angle(angle: float) -> int:
    """Degrees, to the nearest ten (five under 30)."""
    return round(angle / 10) * 10 if angle >= 30 else round(angle / 5) * 5


_MAKERS = {
    "walk": _way, "run": _way, "turn": _turn, "raise": _raise, "reach": _raise, "wave": _wave, "kick": _kick,
    "bow": _bow, "squat": _sink, "crouch": _sink, "jump": _jump, "hop": _jump,
}  # fmt: skip
