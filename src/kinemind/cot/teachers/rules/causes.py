"""Why a step is done, or what it leads to: general reasons that add no action of their own."""

from __future__ import annotations

from kinemind.cot.decompose.gaits import is_diagonal
from kinemind.cot.decompose.sub_action import SubAction

_OTHER = {"left": "right", "right": "left"}
_FAREWELL = ("bye", "farewell", "leav")

_CAUSES: dict[str, tuple[str, ...]] = {
    "stand": ("to stay where it is", "keeping the balance"),
    "walk": ("to get ahead", "so the weight shifts from one foot to the other", "to cover some ground"),
    "run": ("to get ahead", "so both feet leave the floor in turn", "pushing off with each foot"),
    "hop": ("pushing off from the floor", "to get off the floor for a moment"),
    "jump": ("pushing off with the legs", "to leave the floor for a moment"),
    "turn": ("to face another way", "to take a new course", "so the path bends to the {direction}"),
    "raise": ("so it can be seen", "to give a sign"),
    "lower": ("to come back to rest",),
    "wave": ("to greet someone", "to catch someone's eye", "to say hello", "to be seen from afar"),
    "reach": ("to get hold of something", "to come near to something"),
    "pick_up": ("to take it along",),
    "put_down": ("to let go of it there", "to leave it there"),
    "throw": ("to send it off",),
    "punch": ("to hit something in front", "putting the shoulder behind it"),
    "kick": ("so the weight moves to the {other} leg", "keeping the balance on the {other} leg"),
    "bow": ("to show respect", "to be polite", "as a polite greeting"),
    "bend": ("so the head comes down",),
    "crouch": ("to get low", "so the hips come down"),
    "squat": ("so the hips come down", "to work the legs", "so the thighs take the weight"),
    "sit": ("to rest", "to take the weight off the feet"),
    "kneel": ("to get down to the floor", "so the weight comes onto the knees"),
    "lie": ("to rest on the floor", "so the floor takes the weight"),
    "get_up": ("to be upright again", "so the legs take the weight again"),
    "climb": ("to get off the ground", "to gain height"),
    "dance": ("to keep a rhythm", "shifting the weight with the rhythm"),
    "swing": ("to put force into it",),
    "rotate_arms": ("to loosen the shoulders",),
    "point": ("to show where", "to show the way"),
    "call": ("to be heard from afar",),
    "dribble": ("to keep the ball in play",),
    "wash": ("to get clean",),
    "touch_knee": ("so the trunk twists a little",),
    "stretch": ("to loosen the body",),
    "balance": ("so as not to fall",),
    "stumble": ("having lost the balance for a moment",),
    "look": ("to see what is there",),
    "push": ("to move it away",),
    "pull": ("to bring it closer",),
    "wipe": ("to get it clean",),
}  # fmt: skip


def causes(sub: SubAction, following: SubAction | None = None) -> tuple[str, ...]:
    """Reasons for a sub-action, with the sides and directions that it has; `following` is the next one."""
    if sub.action == "wave" and any(word in sub.text for word in _FAREWELL):
        return ("to say goodbye", "to see someone off")
    if sub.action == "walk" and sub.direction == "backward":
        return ("to make room in front", "to gain some distance")
    if sub.action == "walk" and sub.direction in ("left", "right") and not is_diagonal(sub):
        return ("to shift to the side", f"so the body drifts to the {sub.direction}")
    found = list(_CAUSES.get(sub.action, ()))
    if sub.action in ("walk", "run") and following is not None and following.action == "turn":
        found += ["to make room for the turn", "up to where the turn begins"]
    if sub.action == "raise" and sub.side == "both":
        found = ["so they can be seen", "to give a sign", "so the chest opens"]
    return tuple(
        cause.format(direction=sub.direction, other=_OTHER.get(sub.side, ""))
        for cause in found
        if ("{direction}" not in cause or sub.direction in _OTHER)
        and ("{other}" not in cause or sub.side in _OTHER)
    )
