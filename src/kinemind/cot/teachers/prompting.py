"""The prompts of a language model: the texts in prompts/*.md with the subject's data put in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template

from kinemind.cot.subject import Subject
from kinemind.cot.teachers.measured import tell
from kinemind.cot.trace import Trace
from kinemind.language.plan import BODY_PARTS, DIRECTIONS

MEANING = {
    "t2m": "reasoning of a model that is given the description and must produce the motion",
    "m2t": "reasoning of a model that is shown the motion and must answer with a description",
}
MAX_COMPLAINTS = 12
_BLANK_LINES = re.compile(r"\n{2,}")


@dataclass(frozen=True)
class Prompt:
    """`system` is the same for all subjects of a task (servers cache it); `user` holds the data."""

    system: str
    user: str


def writing_prompt(subject: Subject, complaints: Sequence[str] = (), film: bool = False) -> Prompt:
    """Asks for a trace; `complaints` are the faults of earlier attempts, `film` says that one is attached."""
    system = text_of(
        f"write_{subject.task}", body_parts=", ".join(BODY_PARTS), directions=", ".join(DIRECTIONS)
    )
    faults = json.dumps([_one_line(fault) for fault in complaints[:MAX_COMPLAINTS]], ensure_ascii=False)
    user = text_of(
        "subject",
        caption=quoted(subject.caption),
        facts=_facts(subject),
        film=text_of("film") if film else "",
        complaints=text_of("complaints", complaints=_without_tags(faults)) if complaints else "",
    )
    return Prompt(system, _BLANK_LINES.sub("\n", user))


def judging_prompt(subject: Subject, trace: Trace, film: bool = False) -> Prompt:
    """Asks whether a trace is relevant, consistent and concise."""
    user = text_of(
        "judged",
        task=subject.task,
        meaning=MEANING[subject.task],
        caption=quoted(subject.caption),
        facts=_facts(subject),
        film=text_of("film") if film else "",
        reasoning=quoted(trace.reasoning),
        answer=quoted(trace.answer),
    )
    return Prompt(text_of("judge"), _BLANK_LINES.sub("\n", user))


def text_of(name: str, **values: str) -> str:
    """prompts/NAME.md with every placeholder filled in one pass; values are never searched for more.

    Raises KeyError for a placeholder without a value, and ValueError for a value without a placeholder.
    """
    template = _template(name)
    if spare := set(values) - set(template.get_identifiers()):
        raise ValueError(f"prompts/{name}.md has no place for {', '.join(sorted(spare))}")
    return template.substitute(values).strip()


def quoted(text: str) -> str:
    """A JSON string on one line without angle brackets, so that no data can close the tag around it."""
    return _without_tags(json.dumps(text, ensure_ascii=False))


def _without_tags(written: str) -> str:
    return (
        written.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
        .replace("\x85", "\\u0085")
    )


def _facts(subject: Subject) -> str:
    if subject.facts is None:
        return text_of("no_facts", seconds=f"{subject.seconds:.1f}")
    told = tell(subject.facts)
    if subject.joins:
        told += f"\nparts: one ends and the next begins at {', '.join(f'{at:.1f}' for at in subject.joins)} s"
    return text_of("facts", facts=told)


def _one_line(text: str) -> str:
    return " ".join(text.split())


@cache
def version() -> str:
    """8 hexadecimal digits that change with any word of any prompt."""
    place = files("kinemind.cot.teachers") / "prompts"
    texts = sorted((path.name, path.read_text(encoding="utf-8")) for path in place.iterdir())
    return sha256(json.dumps(texts).encode()).hexdigest()[:8]


@cache
def _template(name: str) -> Template:
    place = files("kinemind.cot.teachers") / "prompts" / f"{name}.md"
    return Template(place.read_text(encoding="utf-8"))
