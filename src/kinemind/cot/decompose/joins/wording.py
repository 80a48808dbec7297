"""The words of drafts that are joined."""

from __future__ import annotations

from kinemind.cot.decompose.reading import Draft
from kinemind.cot.decompose.words.inflection import FORMS, gerund


def both(first: str, second: str) -> str:
    return first if second in first else ", ".join(part for part in (first, second) if part)


def as_gerund(draft: Draft) -> str:
    text = draft.sub.text.split(" ", 1)
    verb = FORMS.get(text[0], (draft.verb, ""))[0]
    return " ".join([gerund(verb), *text[1:]])


def joined_by_and(a: Draft, b: Draft) -> str:
    return f"{a.sub.text} and {b.sub.text}"
