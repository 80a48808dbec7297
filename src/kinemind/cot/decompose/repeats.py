"""Repeats: "twice" and "does it again" become equal sub-actions, the strokes of a wave a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kinemind.cot.decompose.reading import Draft
from kinemind.cot.decompose.words.word_sets import words_of
from kinemind.language.plan import MAX_STEPS

CYCLIC = words_of("wave dribble swing clap wipe stir shake play knock swim dance exercise")
"""Actions whose strokes are counted within one sub-action."""
_GESTURES = words_of("wave raise lower bow kick punch throw clap point")


def expand(drafts: Sequence[Draft]) -> list[Draft]:
    """Every repeat written out, at most as many as a plan has room for."""
    done: list[Draft] = []
    for index, draft in enumerate(drafts):
        if draft.verb == "repeatsit":
            target = next((d for d in reversed(done) if d.verb not in ("pause", "stop")), None)
            if target is not None:
                while done and done[-1] is not target:
                    done.pop()
                done.extend([replace(target, sub=replace(target.sub, meanwhile=False))] * max(1, draft.times))
            continue
        pause = draft.verb in ("pause", "stop") and draft.sub.action == "stand"
        following = drafts[index + 1] if index + 1 < len(drafts) else None
        if pause and following is not None and following.again and done and done[-1].sub.action in _GESTURES:
            continue
        if draft.sub.action in CYCLIC and not draft.in_a_row:
            count = draft.times if draft.times > 1 else draft.sub.count
            done.append(replace(draft, sub=replace(draft.sub, count=count)))
        else:
            done.extend([draft] * min(draft.times, MAX_STEPS))
    return done[:MAX_STEPS]
