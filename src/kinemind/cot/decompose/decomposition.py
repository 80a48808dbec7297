"""A caption split into ordered sub-actions by rules: offline, deterministic, quick."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from kinemind.cot.decompose.actions import action_of
from kinemind.cot.decompose.directions import direction_of
from kinemind.cot.decompose.inheriting import inherit
from kinemind.cot.decompose.joining import join
from kinemind.cot.decompose.joins.wording import both
from kinemind.cot.decompose.limbs import body_part, side_of
from kinemind.cot.decompose.manners import mark_manners, style
from kinemind.cot.decompose.ordering import in_time
from kinemind.cot.decompose.quantities import count_of, speed_of
from kinemind.cot.decompose.reading import Draft, read, verb_of_noun
from kinemind.cot.decompose.relatives import without_relatives
from kinemind.cot.decompose.repeats import expand
from kinemind.cot.decompose.segments import Segment, segments
from kinemind.cot.decompose.spelling import sentences
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.decompose.words.inflection import FORMS
from kinemind.cot.decompose.words.nouns import NOUNS
from kinemind.cot.decompose.words.vocabulary import (
    AUXILIARIES,
    DETERMINERS,
    DISCOURSE,
    JOINS,
    NUMBERS,
    STATIVE,
    SUBJECTS,
    WAYS,
)
from kinemind.cot.decompose.words.word_sets import words_of


@lru_cache(maxsize=65536)
def decompose(caption: str) -> tuple[SubAction, ...]:
    """The sub-actions a caption asks for, in the order in which they happen.

    Never fails; () only for text without a word.

    >>> [s.text for s in decompose("Before turning left, someone walks forward.")]
    ['walks forward', 'turns left']
    """
    parts = sentences(caption)
    drafts: list[Draft] = []
    for words in parts:
        found = _sentence(words)
        if drafts and found:
            found[0] = replace(found[0], link="then" if found[0].link == "start" else found[0].link)
        drafts.extend(found)
    drafts = _with_shared_manner(drafts)
    kept = [draft for draft in drafts if not _is_no_action(draft)]
    if not kept:
        kept = drafts or [_from_nouns(words) for words in parts[:1]]
    subs = [draft.sub for draft in expand(inherit(join(kept)))]
    if subs:
        subs[0] = replace(subs[0], meanwhile=False)
    elif re.search(r"\w", caption):
        subs = [SubAction(text="moves")]
    return tuple(subs)


def _with_shared_manner(drafts: Sequence[Draft]) -> list[Draft]:
    """ "… they do it all in a ladylike manner" says how everything is done that has no manner of its own."""
    return _in_manner(drafts, next((d.sub.manner for d in drafts if d.verb == "doesall"), ""))


def _in_manner(drafts: Sequence[Draft], shared: str) -> list[Draft]:
    """The drafts done in a shared manner, except those with a style of their own."""
    return [
        d if style(d.sub.manner) else replace(d, sub=replace(d.sub, manner=both(d.sub.manner, shared)))
        for d in drafts
    ]


def _sentence(words: Sequence[str]) -> list[Draft]:
    words, manner = _without_opening_manner(list(words))
    words = without_relatives(mark_manners(words))
    parts = _with_shared_objects(segments(words))
    steps = _opening_steps(words, parts)
    drafts = [read(segment) for segment in (*steps, *in_time(parts))]
    if len(drafts) > 1 and drafts[0].verb == "move" and drafts[0].gerund and not drafts[0].words:
        manner = manner or f"moving {drafts.pop(0).sub.manner}"
    shared = ", ".join(dict.fromkeys(part for part in (manner, *(d.shared_manner for d in drafts)) if part))
    return _in_manner(drafts, shared)


_TRANSITIVE = words_of("raise lift lower hold put pick throw catch stretch bend push pull lift extend open")


def _with_shared_objects(parts: Sequence[Segment]) -> list[Segment]:
    """ "raises and lowers the left leg": what the second verb governs is the first one's object as well."""
    result = list(parts)
    for index in range(len(result) - 2, -1, -1):
        here, after = result[index], result[index + 1]
        if not here.words and here.verb in _TRANSITIVE and after.link == "and" and after.verb in _TRANSITIVE:
            result[index] = replace(here, words=after.words)
    return result


def _without_opening_manner(words: list[str]) -> tuple[list[str], str]:
    """ "full of energy, a person bows" → the words from "a person" on, and "full of energy"."""
    if "," not in words:
        return words, ""
    comma = words.index(",")
    rest = words[comma + 1 :]
    opens = words[0] in (
        "with",
        "like",
        "as",
        "full",
        "feeling",
        "looking",
        "in",
        "acting",
        "showing",
        "exhausted",
        "bursting",
        "worn",
        "moving",
    )
    subject = any(word in SUBJECTS for word in rest[:4])
    if (
        opens
        and subject
        and not any(word in SUBJECTS for word in words[:comma] if words[0] not in ("like", "as", "moving"))
    ):
        return rest, " ".join(words[:comma])
    return words, ""


def _opening_steps(words: Sequence[str], parts: Sequence[Segment]) -> list[Segment]:
    """ "after a few steps a person turns": walking that is named by a noun only."""
    if not words or words[0] != "after" or not parts or parts[0].link not in ("after", "start"):
        return []
    for index, word in enumerate(words[:6]):
        if word in ("steps", "meters", "step") and index < len(words) - 1:
            end = index + 1
            while end < len(words) - 1 and (words[end] in WAYS or words[end] == "back"):
                end += 1
            return [Segment("take", tuple(words[1:end]), (), "finite", "start")]
        if word in SUBJECTS or (word in FORMS and FORMS[word][1] == "ing"):
            return []
    return []


def _is_no_action(draft: Draft) -> bool:
    if draft.verb in ("doesall",):
        return True
    return draft.sub.action == "other" and draft.verb in STATIVE


def _predicate(words: Sequence[str], known: bool) -> str:
    """Words without a verb as a predicate: "does a quick kick", "does two steps forward", "does capoeira"."""
    words = [word.lstrip("~") for word in words]
    while len(words) > 1 and words[0] in AUXILIARIES | {"do", "not"}:
        words.pop(0)
    if set(words) & (AUXILIARIES | {"not", "do"}):
        return "moves"
    if len(words) > 1 and FORMS.get(words[0], ("", ""))[1] == "s":
        return " ".join(words)
    counted = words[0].isdigit() or words[0] in NUMBERS or words[0] in DETERMINERS
    noun = next((index for index, word in enumerate(words) if word in NOUNS), len(words) - 1)
    plural = words[noun].endswith("s") and not words[noun].endswith("ss")
    vowel = words[0][:1] in tuple("aeio")
    if not known and words[0] in DETERMINERS:
        return "moves"
    if plain := verb_of_noun(words):
        return " ".join([plain, *words[2:]])
    article = "" if not known or counted or plural else "an " if vowel else "a "
    return f"does {article}{' '.join(words)}"


def _from_nouns(words: Sequence[str]) -> Draft:
    """A caption without a verb: "quick kick with the left leg"."""
    rest = [word for word in words if word != ","]
    while rest and (rest[0] in DETERMINERS or rest[0] in SUBJECTS) and len(rest) > 1:
        rest.pop(0)
    if all(word in DETERMINERS | SUBJECTS | JOINS | DISCOURSE for word in rest):
        return Draft(SubAction("moves"), "start")
    if {"not", "never", "doesn't", "don't"} & set(rest):
        return Draft(SubAction("stands still", "stand"), "start")
    action = action_of("do", rest)
    side = side_of(action, rest)
    sub = SubAction(
        text=_predicate(rest, known=action != "other").replace("_", " "),
        action=action,
        side=side,
        direction=direction_of(action, rest) if rest else "",
        body_part=body_part(action, side, rest),
        count=count_of(rest)[0],
        speed=speed_of(rest),
    )
    return Draft(sub, "start", count_of(rest)[1], verb="do", words=tuple(rest))
