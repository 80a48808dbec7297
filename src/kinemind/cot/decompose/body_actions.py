"""Verbs of the whole body, decided by their words: "gets up", "gets down on the knees", "gets a push"."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.noun_actions import STAIRS, locomotion, noun_action
from kinemind.cot.decompose.words.nouns import NOUNS
from kinemind.cot.decompose.words.vocabulary import ARMS, LEGS


def go_action(words: Sequence[str], found: set[str]) -> str:
    first = words[0] if words else ""
    if "on_all_fours" in found:
        return "kneel"
    if "knees" in found or "knee" in found:
        return "kneel"
    if "lying" in found or "lie" in found:
        return "lie"
    if found & {"squat", "squatting"}:
        return "squat"
    if "sitting" in found and "to" in found:
        return "sit"
    if first == "down" and not found & STAIRS:
        return "crouch"
    if first == "for":
        return noun_action(words) or "walk"
    return locomotion(words, found)


def get_action(words: Sequence[str], found: set[str]) -> str:
    first = words[0] if words else ""
    if found & {"knees", "on_all_fours", "knee"} and first not in ("up",):
        return "kneel" if first != "up" else "get_up"
    if first == "up" or words[:2] == ("back", "up"):
        return "get_up"
    if found & {"push", "shove", "pushed", "hit", "bump", "kick"}:
        return "stumble"
    if first == "down":
        return "crouch"
    if found & {"slower", "faster"}:
        return "other"
    return noun_action(words) or "other"


def stand_action(words: Sequence[str], found: set[str]) -> str:
    if words[:1] == ("up",) or words[:2] == ("back", "up") or "from" in found:
        return "get_up"
    return "stand"


def come_action(words: Sequence[str], found: set[str]) -> str:
    if found & {"stop", "halt", "standstill", "stand", "rest"}:
        return "stand"
    return "get_up" if words[:2] == ("back", "up") or words[:1] == ("up",) else locomotion(words, found)


_HANDLED = frozenset(
    ("wheel", "knob", "doorknob", "key", "handle", "page", "pages", "crank", "dial", "tap", "faucet", "valve",
     "screw", "lid", "light", "lights", "radio", "tv", "television", "volume", "switch", "bottle", "steering")
)  # fmt: skip
_PEDALS = frozenset(("brake", "brakes", "gas", "pedal", "pedals", "clutch", "accelerator", "scale"))


def _handles(words: Sequence[str], found: set[str]) -> bool:
    """Whether a thing is turned and not the body ("turns the steering wheel", "turns on the light")."""
    return bool(set(words[:4]) & _HANDLED) and words[:1] not in (
        ("to",),
        ("towards",),
        ("around",),
        ("toward",),
    )


def turn_action(words: Sequence[str], found: set[str]) -> str:
    if _handles(words, found):
        return "other"
    turned = set(words[: words.index("with")] if "with" in words else words)
    if turned & {"arms", "arm", "hands", "shoulders"} and "around" not in found and words[:1] != ("on",):
        return "rotate_arms"
    if "elbow" in found and found & {"knee", "meet", "touch"}:
        return "touch_knee"
    if "head" in found:
        return "look"
    return "turn"


def bend_action(words: Sequence[str], found: set[str]) -> str:
    if "squat" in found:
        return "squat"
    if "bow" in found or ("waist" in found and "straightens" in found):
        return "bow"
    if found & {"knees", "knee"}:
        return "crouch"
    return "touch_knee" if "elbow" in found else "bend"


def lose_action(words: Sequence[str], found: set[str]) -> str:
    return "stumble" if "balance" in found else "other"


def gain_action(words: Sequence[str], found: set[str]) -> str:
    return "balance" if found & {"balance", "posture", "footing"} else "other"


def play_action(words: Sequence[str], found: set[str]) -> str:
    return "punch" if "boxing" in found else "play"


def receive_action(words: Sequence[str], found: set[str]) -> str:
    return "stumble" if found & {"push", "shove", "kick", "hit", "bump"} else "other"


def start_action(words: Sequence[str], found: set[str]) -> str:
    return "kneel" if "knees" in found else noun_action(words)


def make_action(words: Sequence[str], found: set[str]) -> str:
    return "walk" if "way" in found else noun_action(words)


def be_action(words: Sequence[str], found: set[str]) -> str:
    return "kneel"


def continue_action(words: Sequence[str], found: set[str]) -> str:
    return (noun_action(words) if words else "") or "walk"


def balance_action(words: Sequence[str], found: set[str]) -> str:
    for index, word in enumerate(words):
        if (word in ("with", "by") and NOUNS.get(words[-1]) == "walk") or (
            word == "with" and any(NOUNS.get(w) == "walk" for w in words[index:])
        ):
            return "walk"
    return "balance"


def return_action(words: Sequence[str], found: set[str]) -> str:
    return "get_up" if found & {"standing", "upright"} else locomotion(words, found)


def change_action(words: Sequence[str], found: set[str]) -> str:
    return "turn" if "direction" in found else "other"


def do_action(words: Sequence[str], found: set[str]) -> str:
    if found & {"split", "splits"}:
        return "stretch"
    if "arm" in found and found & {"circle", "circles"}:
        return "rotate_arms"
    if found & {"wing", "wings", "chicken"}:
        return "dance"
    return noun_action(words)


def cross_action(words: Sequence[str], found: set[str]) -> str:
    return "other" if found & (ARMS | LEGS) else locomotion(words, found)


def step_action(words: Sequence[str], found: set[str]) -> str:
    if found & _PEDALS and "on" in found:
        return "other"
    if found & {"up", "onto"} and found & {"step", "stair", "stairs", "platform"}:
        return "climb"
    return locomotion(words, found)


def run_action(words: Sequence[str], found: set[str]) -> str:
    return "climb" if found & STAIRS and found & {"up", "down"} else "run"


def fall_action(words: Sequence[str], found: set[str]) -> str:
    return "kneel" if "knees" in found else "stumble"


_POSTURES = {"seated": "sit", "sitting": "sit", "kneeling": "kneel", "lying": "lie", "crouched": "crouch"}


def stay_action(words: Sequence[str], found: set[str]) -> str:
    """Staying in a posture is that posture; "" for staying where one is."""
    return next((_POSTURES[word] for word in words if word in _POSTURES), "")
