"""Measured phases in the words of a plan: `wave_left_hand` is "waves the left hand"."""

from __future__ import annotations

_PLAIN = {
    "stand": "stands still", "run": "runs", "hop": "hops", "jump": "jumps", "bow": "bows",
    "crouch": "crouches", "squat": "squats", "sit": "sits down", "kneel": "kneels",
    "lie": "lies down", "get_up": "gets up",
}  # fmt: skip
_LIMB = {"kick": "kicks with the {side} leg", "punch": "punches with the {side} hand"}


def predicate(label: str) -> str:
    """A phase label (`kinematics.phase.LABELS`) as a predicate in the third person.

    >>> predicate("wave_both_hands"), predicate("turn_left"), predicate("kick_right")
    ('waves both hands', 'turns left', 'kicks with the right leg')
    """
    if label in _PLAIN:
        return _PLAIN[label]
    kind, _, rest = label.partition("_")
    if kind in _LIMB:
        return _LIMB[kind].format(side=rest)
    verb = f"{kind}es" if kind.endswith("ch") else f"{kind}s"
    if not rest.endswith(("hand", "hands")):
        return f"{verb} {rest}".strip()
    side = rest.split("_")[0]
    return f"{verb} both hands" if side == "both" else f"{verb} the {side} hand"
