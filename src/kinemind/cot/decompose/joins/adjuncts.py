"""A gerund that only tells how: "walks with long steps swinging the arms"."""

from __future__ import annotations

from dataclasses import replace

from kinemind.cot.decompose.joins.wording import as_gerund, both
from kinemind.cot.decompose.reading import Draft
from kinemind.cot.decompose.words.word_sets import words_of

_LOCOMOTION = words_of("walk run crawl hop")
_OF_THEIR_OWN = words_of(
    "turn walk run look jump hop wave kick punch throw clap raise lower dribble stumble play sit kneel "
    "bow squat crouch lie get_up climb dance catch pick_up put_down point wipe bend stand crawl hold"
)
"""Actions that are sub-actions even as a gerund."""
_ON_THE_WAY = words_of("swing pump bounce bob keep lean")
_STATES = words_of("have feel let support use face")
_POSTURES = words_of(
    "keep hold stand lean rest swing pump bounce bob feel look act show use stay carry support put spread "
    "pretend imitate have be try start begin face take extend stretch bend help let balance"
)
_AFTER_A_GERUND = words_of("start begin feel use keep")


def join_adjunct(a: Draft, b: Draft) -> Draft | None:
    """The first draft with the second as its manner, where the second only tells how."""
    if b.link == "while" and b.sub.action == a.sub.action and b.sub.action in _LOCOMOTION:
        return a if b.sub.direction in ("", a.sub.direction) else None
    if b.link == "while" and b.sub.action == "stand":
        return a
    if _tells_how(a, b) or (_may_tell_how(a, b) and _is_no_action_of_its_own(a, b)):
        return _into_manner(a, b)
    return None


def _tells_how(a: Draft, b: Draft) -> bool:
    if b.verb in ("start", "begin") and b.words[:1] == ("with",):
        return True
    if b.link == "while":
        return b.verb in _STATES
    if b.link != "comma" or not b.gerund:
        return False
    swinging = b.verb in _ON_THE_WAY and a.sub.action in _LOCOMOTION
    return swinging or (b.verb in ("hold", "keep") and a.sub.action in ("squat", "bow", "jump"))


def _may_tell_how(a: Draft, b: Draft) -> bool:
    if b.link == "adjunct":
        return True
    return b.link == "comma" and b.gerund and (not a.gerund or b.verb in _AFTER_A_GERUND)


def _is_no_action_of_its_own(a: Draft, b: Draft) -> bool:
    if b.verb in _POSTURES or b.sub.action not in _OF_THEIR_OWN:
        return b.sub.action != "look"
    return b.sub.action == a.sub.action and a.sub.action in _LOCOMOTION


def with_limb(a: Draft, b: Draft) -> Draft:
    """ "by using the right hand" tells the side of an arm's action."""
    if a.sub.side or not b.sub.side or not a.sub.body_part.endswith(("arm", "arms")):
        return a
    return replace(a, sub=replace(a.sub, side=b.sub.side, body_part=b.sub.body_part))


def _into_manner(a: Draft, b: Draft) -> Draft:
    a = replace(with_limb(a, b) if b.verb == "use" else a, times=max(a.times, b.times))
    count = a.sub.count or (b.sub.count if b.sub.action == a.sub.action else None)
    manner = both(a.sub.manner, both(as_gerund(b), b.sub.manner))
    return replace(a, sub=replace(a.sub, manner=manner, count=count))
