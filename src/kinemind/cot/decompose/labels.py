"""Actions and what shows them: the phase labels of a motion, the content labels of the benchmark."""

from __future__ import annotations

_WALKS = ("walk_forward", "walk_backward", "walk_left", "walk_right")
_HANDS = {
    "raise": ("raise",),
    "wave": ("wave", "raise"),
    "point": ("reach", "raise", "wave"),
    "reach": ("reach", "raise"),
    "throw": ("raise", "reach", "punch", "wave"),
    "catch": ("raise", "reach"),
    "stretch": ("raise", "reach"),
    "lower": ("raise", "wave"),
}
_PLAIN: dict[str, tuple[str, ...]] = {
    "stand": ("stand",),
    "run": ("run",),
    "hop": ("hop", "jump"),
    "jump": ("jump", "hop"),
    "bow": ("bow",),
    "bend": ("bow", "crouch"),
    "crouch": ("crouch", "squat", "kneel"),
    "squat": ("squat", "crouch"),
    "sit": ("sit", "squat"),
    "kneel": ("kneel", "squat", "crouch"),
    "lie": ("lie",),
    "get_up": ("get_up",),
    "dance": (),
    "crawl": ("kneel", "lie", "crouch"),
}
_DOWN = ("crouch", "squat", "bow", "kneel")

_CONTENTS: dict[str, tuple[str, str, str]] = {
    "stand": ("stand", "", ""),
    "walk": ("walk", "", "forward"),
    "walk-back": ("walk", "", "backward"),
    "walk-left": ("walk", "", "left"),
    "walk-right": ("walk", "", "right"),
    "walk-turn-left": ("turn", "", "left"),
    "walk-turn-right": ("turn", "", "right"),
    "walk-turns": ("turn", "", ""),
    "walk-uneven-terrain": ("walk", "", "forward"),
    "run": ("run", "", "forward"),
    "dash": ("run", "", "forward"),
    "sneak": ("walk", "", "forward"),
    "jog-left-circle": ("run", "", "left"),
    "hop-both-legs": ("hop", "", "forward"),
    "hop-forward": ("hop", "", "forward"),
    "jump": ("jump", "", ""),
    "kick": ("kick", "", ""),
    "kick-left-front": ("kick", "left", "forward"),
    "kick-right-front": ("kick", "right", "forward"),
    "punch": ("punch", "", ""),
    "squat": ("squat", "", "down"),
    "bow": ("bow", "", "forward"),
    "lie-down": ("lie", "", "down"),
    "deposit-on-floor": ("put_down", "right", "down"),
    "grab-high": ("reach", "right", "up"),
    "elbow-to-knee": ("touch_knee", "left", ""),
    "raise-up-left-hand": ("raise", "left", "up"),
    "raise-up-right-hand": ("raise", "right", "up"),
    "raise-up-both-hands": ("raise", "both", "up"),
    "wave-left-hand": ("wave", "left", ""),
    "wave-right-hand": ("wave", "right", ""),
    "wave-both-hands": ("wave", "both", ""),
    "bye": ("wave", "right", ""),
    "byebye": ("wave", "both", ""),
    "guide": ("point", "right", ""),
    "respond": ("raise", "left", "up"),
    "call": ("call", "", ""),
    "slash": ("swing", "both", "down"),
    "swordplay": ("swing", "", ""),
    "rotate-arms-backward": ("rotate_arms", "both", "backward"),
    "throw-basketball": ("throw", "", ""),
    "basketball-dribble": ("dribble", "", ""),
    "wash-self": ("wash", "", ""),
    "scoop-up": ("pick_up", "", ""),
    "climb": ("climb", "", ""),
    "dance": ("dance", "", ""),
    "dance-long": ("dance", "", ""),
    "dance-short": ("dance", "", ""),
}


def labels_for(action: str, side: str = "", direction: str = "") -> tuple[str, ...]:
    """Labels of kinematics.phases that show an action, the plainest first; () where joints cannot tell.

    A wave may be too small to be seen as one, so a raised hand shows it as well; a raised arm that is
    lowered ends its phase, so that phase shows the lowering.
    """
    if action == "walk":
        return _walk(direction)
    if action == "turn":
        way = direction if direction in ("left", "right") else side
        return (f"turn_{way}",) if way in ("left", "right") else ("turn_left", "turn_right")
    if action in ("punch", "kick"):
        return (f"{action}_{side}",) if side in ("left", "right") else (f"{action}_left", f"{action}_right")
    if action in ("pick_up", "put_down"):
        return (*_DOWN, *_hands(("reach",), side))
    if action in _HANDS:
        return _hands(_HANDS[action], side)
    return _PLAIN.get(action, ())


def _walk(direction: str) -> tuple[str, ...]:
    if direction in ("left", "right"):
        return (f"walk_{direction}", "walk_forward", f"turn_{direction}")
    return (f"walk_{direction}",) if direction in ("forward", "backward") else _WALKS


def _hands(kinds: tuple[str, ...], side: str) -> tuple[str, ...]:
    found: list[str] = []
    for kind in kinds:
        if side in ("left", "right"):
            found.append(f"{kind}_{side}" if kind == "punch" else f"{kind}_{side}_hand")
        elif side == "both":
            if kind in ("raise", "wave"):
                found.append(f"{kind}_both_hands")
            found += (
                [f"{kind}_left", f"{kind}_right"]
                if kind == "punch"
                else [f"{kind}_left_hand", f"{kind}_right_hand"]
            )
        else:
            sides = ("left", "right")
            found += [f"{kind}_{way}" if kind == "punch" else f"{kind}_{way}_hand" for way in sides]
            if kind in ("raise", "wave"):
                found.append(f"{kind}_both_hands")
    return tuple(found)


def action_of_content(content: str) -> tuple[str, str, str] | None:
    """(action, side, direction) of a content label of the benchmark, None where it names no single action."""
    return _CONTENTS.get(content)
