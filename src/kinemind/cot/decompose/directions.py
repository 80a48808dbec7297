"""Where a sub-action goes: one of plan.DIRECTIONS, told from words of ways and sides."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.words.vocabulary import ARMS, DETERMINERS, LEGS, SIDES, WAYS
from kinemind.cot.decompose.words.word_sets import words_of

_UPWARD = words_of("raise lift lift_leg get_up")
_DOWNWARD = words_of("lower put_down squat sit kneel lie crouch")
_NOWHERE = words_of("wave clap call play drink touch_knee")
_GOING = words_of("walk run hop jump stumble bend climb look reach kick point dodge")
_CAN_GO_BACK = words_of("walk stumble bend hop jump")
_AFTER_OWN_SIDE = ARMS | LEGS | {"handed", "shoulder"}


def direction_of(action: str, words: Sequence[str]) -> str:
    """One of plan.DIRECTIONS where the words tell one, else ""."""
    if action in _UPWARD:
        return "up"
    if action in _DOWNWARD:
        return "down"
    if action in _NOWHERE:
        return ""
    words = _without_the_back(_without_origins(words))
    lateral = _lateral(words, action)
    if action == "turn":
        return lateral
    ahead = _first_way(words)
    plain = WAYS[words[ahead]] if ahead < len(words) else ""
    if not plain and "to the front" in " ".join(words):
        plain = "forward"
    if action not in _GOING:
        return plain
    if lateral and (plain in ("", "forward") or words.index(_first_side(words)) < ahead):
        return lateral
    return plain or _vertical(action, words) or _back(action, words)


_GAITS = words_of("walk jog run sprint trot stroll stop halt crawl")


def _vertical(action: str, words: Sequence[str]) -> str:
    if action in ("walk", "run") and _GAITS & set(words) and {"to", "into"} & set(words):
        return ""  # "slows down to a walk", "speeds up into a run"
    if "down" in words:
        return "down"
    return "up" if "up" in words and not _approaches(action, words) else ""


def _approaches(action: str, words: Sequence[str]) -> bool:
    """ "walks up to a table" comes near it; "walks up the hill" climbs."""
    following = tuple(words[words.index("up") + 1 :])[:1]
    return action in ("walk", "run") and following in ((), ("to",), ("and",), (",",))


def _back(action: str, words: Sequence[str]) -> str:
    """ "steps back" goes backward; "walks back to the chair" does not say how."""
    if "back" not in words or action not in _CAN_GO_BACK:
        return ""
    returns = action == "walk" and "to" in words[words.index("back") :]
    return "" if returns else "backward"


def _without_the_back(words: Sequence[str]) -> tuple[str, ...]:
    """The words without the back that is a part of the body ("the back")."""
    if "back" in words and words[max(0, words.index("back") - 1)] in DETERMINERS:
        return tuple(word for word in words if word != "back")
    return tuple(words)


def _without_origins(words: Sequence[str]) -> tuple[str, ...]:
    """The words without where something comes from ("from the back", "with the left foot")."""
    kept: list[str] = []
    skip = 0
    for index, word in enumerate(words):
        if word == "from":
            skip = 3 if words[index + 1 : index + 2] and words[index + 1] in DETERMINERS else 2
        if skip:
            skip -= 1
        else:
            kept.append(word)
    return tuple(kept)


def _first_side(words: Sequence[str]) -> str:
    return next((w for w in words if w in SIDES or WAYS.get(w) in SIDES), words[0])


def _first_way(words: Sequence[str]) -> int:
    """The index of the first word for a way other than to a side; the number of words where there is none."""
    return next((i for i in range(len(words)) if _is_way(words, i)), len(words))


def _is_way(words: Sequence[str], index: int) -> bool:
    """Whether a word tells a way that is not a side; "straight" in "straight up" leaves that to "up"."""
    if WAYS.get(words[index], "left") in SIDES:
        return False
    vertical = tuple(words[index + 1 : index + 2]) in (("up",), ("down",), ("upward",), ("upwards",))
    return not (words[index] == "straight" and vertical)


def _lateral(words: Sequence[str], action: str) -> str:
    """The side a movement goes to: not the side of a limb, nor where a push comes from."""
    for index, word in enumerate(words):
        if word in WAYS and WAYS[word] in SIDES:
            return WAYS[word]
        if word in SIDES and not _is_side_of_limb(words, index) and not _is_origin(words, index, action):
            return word
    return ""


def _is_side_of_limb(words: Sequence[str], index: int) -> bool:
    """ "left foot", "left and right foot"."""
    following = words[index + 1 : index + 2]
    if tuple(following) == ("and",):
        return bool(set(words[index + 2 : index + 4]) & (ARMS | LEGS))
    return bool(set(following) & _AFTER_OWN_SIDE)


def _is_origin(words: Sequence[str], index: int, action: str) -> bool:
    """Whether a side tells where something comes from, what it is done with or where something is."""
    before = set(words[max(0, index - 3) : index])
    following = tuple(words[index + 1 : index + 2])
    if before & {"from", "starting"} or ("with" in before and action != "turn"):
        return True
    return ("on" in before and following not in ((), ("side",))) or (
        "by" in before and following == ("side",)
    )
