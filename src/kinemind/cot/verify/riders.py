"""What a step says besides its action, "with a jump half way", against what the motion does then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kinemind.cot.decompose.labels import labels_for
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.verify.matching import same_action
from kinemind.cot.verify.reading import BRACKETS, Item, Reading, actions_of
from kinemind.cot.verify.timeline import Timeline, Window
from kinemind.kinematics.facts import Facts

EARLY = 0.7
"""Seconds before the end of the clip until when someone who came up again has come up."""
NEARBY = 0.7
"""Seconds around a step's time in which its riders may happen."""
HIGH_KICK, LOW_KICK = 0.5, 0.25
"""Metres above the floor: a toe over the first has left it, one under the second hardly."""
RAISED = 0.1
"""Arm lengths above the shoulder where no hand is below the waist, and under which none is overhead."""

_SEEN = frozenset((
    "walk", "run", "hop", "jump", "turn", "wave", "kick", "punch", "bow", "squat", "sit", "kneel", "lie",
    "get_up", "crouch",
))  # fmt: skip
"""Actions that are missed in a motion only where they are not in it."""
_UNSEEN = frozenset(("dance", "clap", "crawl", "climb", "throw", "swim", "acrobatics", "dribble"))
"""Actions that joints do not show for certain; only the caption can grant them."""
_UNREAL = re.compile(
    r"\b(?:to (?!the\b|a\b|one\b|either\b|his\b|her\b|their\b|and\b|left\b|right\b)|as (?:if"
    r"|though)|like|in order|ready"
    r"|about to|instead|without|not|never|no|nor|rather|for (?:a|an|the|someone)|before|after|because|since"
    r"|when|until|unlike|so (?:that|as)|enough|in (?:a|an)|would|way)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_LIMB = re.compile(
    r"\b(?:wrists?|hands?|arms?|foot|feet|toes?|legs?|knees?|hips|shoulders|trunk|torso|path|facing|heading|head"
    r"|it|them|swing\w{0,3})\b",
    re.IGNORECASE,
)
"""Clauses about parts of the body tell how the action of the step is done."""
_NOUN = re.compile(
    r"\b(?:with|and|adding|plus|by|then) (?:a|an|one|another|two|three|some)(?: (?:\w{3,9}))?"
    r" (jump|leap|hop|kick|bow|punch|squat|wave|spin|clap|somersault|cartwheel)s?\b(?! of)",
    re.IGNORECASE,
)
_NOUNS = {
    "jump": "jump", "leap": "jump", "hop": "hop", "kick": "kick", "bow": "bow", "punch": "punch",
    "squat": "squat", "wave": "wave", "spin": "turn", "clap": "clap", "somersault": "acrobatics",
    "cartwheel": "acrobatics",
}  # fmt: skip
_GAIT = ("walk_forward", "walk_backward", "walk_left", "walk_right", "run")


def judge_riders(
    facts: Facts, asked: Sequence[SubAction], reading: Reading, times: Timeline, caption: str
) -> Iterator[str]:
    """Sentences on riders that the motion refutes and the caption does not grant."""
    for place, (item, window) in enumerate(zip(reading.items, times.windows, strict=True), 1):
        words = BRACKETS.sub(" ", item.text)
        for action in _beside(item):
            if not any(same_action(a, action) for a in asked) and not _shown(facts, action, window):
                yield f"step {place} adds {action.text!r}, which is neither in the caption nor in the motion"
        for pattern, refuted in _RIDERS:
            match = pattern.search(words)
            if match and not pattern.search(caption) and (reason := refuted(facts, window)):
                yield f"step {place} says {match[0]!r}, {reason}"


def _beside(item: Item) -> Iterator[SubAction]:
    """Actions named after the fields of a step and as nouns."""
    detail = item.text[len(item.head) :] if item.text.startswith(item.head) else ""
    detail = BRACKETS.sub(" ", detail)
    for clause in re.split(r"[,;:.]", detail)[:8]:
        real = _UNREAL.sub("", clause).strip()
        if len(real.split()) > 1 and not _LIMB.search(real):
            yield from (a for a in actions_of(real) if a.action in _SEEN | _UNSEEN)
    words = _UNREAL.sub("", BRACKETS.sub(" ", item.text))
    for match in _NOUN.finditer(words):
        yield SubAction(match[0], _NOUNS[match[1].lower()])


def _shown(facts: Facts, action: SubAction, window: Window | None) -> bool:
    labels = labels_for(action.action, action.side, action.direction)
    if action.action in ("walk", "run"):
        labels = (*_GAIT, "turn_left", "turn_right")
    return any(p.label in labels and _near(window, p.start, p.end) for p in facts.phases)


def _near(window: Window | None, start: float, end: float) -> bool:
    return window is None or Window(window.start - NEARBY, window.end + NEARBY).overlap(start, end) > 0


def _share(window: Window | None, start: float, end: float, of: float) -> float:
    return 1.0 if window is None else window.overlap(start, end) / max(0.1, of)


def _stops(facts: Facts, window: Window | None) -> str:
    length = window.end - window.start if window else facts.seconds
    if any(p.label == "stand" and _near(window, p.start, p.end) for p in facts.phases):
        return ""
    going = any(p.label in _GAIT and _share(window, p.start, p.end, length) > 0.9 for p in facts.phases)
    return "the motion goes on without a stop" if going else ""


def _rises(facts: Facts, window: Window | None) -> str:
    lies = facts.vertical.lies
    if (
        lies
        and lies[-1].end > facts.seconds - EARLY
        and not any(rise.start >= lies[-1].start for rise in facts.vertical.rises)
    ):
        return "the body lies until the end"
    return ""


def _stays_down(facts: Facts, window: Window | None) -> str:
    low = facts.vertical
    dips = [d for d in (*low.squats, *low.crouches) if _near(window, d.start, d.end)]
    down = (*low.lies, *low.sits, *low.kneels)
    end = min(facts.seconds, window.end + EARLY) if window else facts.seconds
    if dips and max(d.end for d in (*dips, *down)) < end - EARLY:
        return f"the body comes up again by {max(d.end for d in dips):.1f} s"
    return ""


def _below(facts: Facts, window: Window | None) -> str:
    arms = [
        p for p in facts.phases if p.label.startswith(("raise_", "wave_")) and _near(window, p.start, p.end)
    ]
    labels = {p.label for p in arms}
    peaks = [hand.peak for side, hand in (("left", facts.left_hand), ("right", facts.right_hand))
             if any(side in label or "both" in label for label in labels)]  # fmt: skip
    return "the hand goes above the shoulder" if peaks and min(peaks) > RAISED else ""


def _above(facts: Facts, window: Window | None) -> str:
    peak = max(facts.left_hand.peak, facts.right_hand.peak)
    return "no hand goes above the shoulder" if peak < -RAISED else ""


def _kicks_low(facts: Facts, window: Window | None) -> str:
    heights = [kick.height for foot in (facts.left_foot, facts.right_foot) for kick in foot.kicks]
    return f"the foot goes up to {max(heights):.1f} m" if heights and min(heights) > HIGH_KICK else ""


def _kicks_high(facts: Facts, window: Window | None) -> str:
    heights = [kick.height for foot in (facts.left_foot, facts.right_foot) for kick in foot.kicks]
    return f"the foot goes up to {max(heights):.1f} m" if heights and max(heights) < LOW_KICK else ""


def _only_one(facts: Facts, window: Window | None) -> str:
    both = any(
        p.label in ("raise_both_hands", "wave_both_hands")
        and _share(window, p.start, p.end, p.end - p.start) > 0.5
        for p in facts.phases
    )
    return "the motion uses both hands" if both else ""


def _other_too(facts: Facts, window: Window | None) -> str:
    for kind in ("raise", "wave", "kick", "punch", "reach"):
        sides = {side for side in ("left", "right", "both") for p in facts.phases
                 if p.label.startswith(f"{kind}_{side}")}  # fmt: skip
        if "both" in sides or len(sides) == 2:
            return ""
    used = any(p.label.startswith(("raise_", "wave_", "kick_", "punch_", "reach_")) for p in facts.phases)
    return "the motion uses one side only" if used else ""


_RIDERS: tuple[tuple[re.Pattern[str], Callable[[Facts, Window | None], str]], ...] = tuple(
    (re.compile(words, re.IGNORECASE), refuted)
    for words, refuted in (
        (
            r"\b(?:stop(?:s|ping)? (?:dead|short|still|for|half|mid|once|twice|in between)"
            r"|comes? to a (?:halt|stop|standstill)"
            r"|halts? for|paus(?:es?|ing) for|freez(?:es?|ing)|stand(?:s|ing)? still for)\b",
            _stops,
        ),
        (
            r"\b(?:(?:gets?|getting|stands?|standing|comes?|coming|rises?|rising"
            r"|jumps?) (?:straight )?(?:back )?up(?: again)?"
            r"|rises? again|to (?:his|her|their) feet again)\b",
            _rises,
        ),
        (
            r"\b(?:(?:stay|remain|keep)(?:s|ing)? (?:down|low|squatting|crouched|there"
            r"|in the squat|on the floor)"
            r"|without (?:getting|coming|standing|rising) (?:back )?up|never (?:gets?|comes?"
            r"|rises?|stands?) (?:back )?up)\b",
            _stays_down,
        ),
        (
            r"\b(?:below|under|beneath) the (?:waist|hips?|belt)\b|\bat (?:the )?(?:hip|waist"
            r"|knee) (?:height|level)\b"
            r"|\blow (?:down )?(?:by|beside|at) the (?:hip|waist|thigh)",
            _below,
        ),
        (r"\b(?:overhead|(?:above|over) (?:the|his|her|their) head)\b", _above),
        (
            r"\b(?:foot|toes?|leg) (?:barely|hardly|scarcely|just) (?:leav|lift|ris|off)\w{0,3}"
            r"|\b(?:barely|hardly|scarcely) (?:leav\w{1,3}|off|lift\w{0,3}|ris\w{1,3}) (?:from "
            r"|off )?the (?:floor|ground)"
            r"|\bat ankle (?:height|level)\b",
            _kicks_low,
        ),
        (r"\b(?:foot|toes?|leg|kick\w{0,3})\b[^.;]{0,30}\b(?:head|face|shoulder|chest) (?:height"
         r"|level)\b", _kicks_high),
        (
            r"\b(?:the )?(?:left|right)(?: (?:hand|arm))? (?:only|alone)\b|\b(?:only"
            r"|just) (?:the|with the) (?:left|right)\b"
            r"|\bwith (?:only )?one (?:hand|arm)\b",
            _only_one,
        ),
        (
            r"\b(?:(?:once more|again|also|repeat\w{0,3} it|the same|then)(?: \w{1,8}){0,2}?) with the other"
            r"(?: (?:one|hand|arm|leg|foot))?\b",
            _other_too,
        ),
    )
)  # fmt: skip
