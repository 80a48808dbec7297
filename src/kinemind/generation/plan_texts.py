"""Plans of stretches as one text: items renumbered, led by the right words, given other times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kinemind.cot.teachers.rules.generation_wording import fields
from kinemind.cot.teachers.rules.phrases import in_words
from kinemind.language.plan import PlanStep, parse_plan

KEPT_DETAILS = 0.25
"""Share by which a time may change while "taking four steps" still fits it."""

_ITEM = re.compile(r"(?:^|(?<=\s))([0-9]{1,2})\.\s+")
_FIELDS = re.compile(r"\(([^()]*?), *[0-9]+(?:\.[0-9]+)? s\)")
_CLOSING = re.compile(r"\s*(?:That makes|Together this takes|The whole comes to) [0-9.]+ s\.\s*$")
_LEAD = re.compile(
    r"(?:First|To begin with,|At first|Then again|Then|Next|After that again|After that|Now|Afterwards"
    r"|Finally|In the end|Lastly,|At last|Again) "
)
_ENDING = re.compile(r"(?:Finally|In the end|Lastly,|At last) ")


@dataclass(frozen=True)
class PlanText:
    """The steps of a plan, and the sentence of each without its number."""

    steps: tuple[PlanStep, ...]
    sentences: tuple[str, ...]

    @classmethod
    def read(cls, reasoning: str) -> PlanText:
        """From a plan as the policy writes it; of one in another form the sentences are made anew."""
        steps = parse_plan(reasoning)
        marks: list[re.Match[str]] = []
        for mark in _ITEM.finditer(reasoning):
            if int(mark[1]) == len(marks) + 1:
                marks.append(mark)
        ends = [mark.start() for mark in marks[1:]] + [len(reasoning)]
        sentences = [
            _CLOSING.sub("", reasoning[m.end() : end]).strip() for m, end in zip(marks, ends, strict=False)
        ]
        if len(sentences) != len(steps) or not all(map(_FIELDS.search, sentences)):
            return cls.of(steps)
        return cls(steps, tuple(sentences))

    @classmethod
    def of(cls, steps: Sequence[PlanStep]) -> PlanText:
        """Plain sentences of steps."""
        return cls(tuple(steps), tuple(_sentence(step, number) for number, step in enumerate(steps)))

    @property
    def seconds(self) -> float:
        """What its steps take one after the other; 0 where no times are said."""
        return sum(step.duration for n, step in enumerate(self.steps) if n == 0 or not step.meanwhile)

    def lasting(self, seconds: float) -> PlanText:
        """The same steps in so many seconds; details go where the time is another one.

        Times are rounded to what the text shows, the last one takes what is left over.
        """
        own = self.seconds
        if not self.steps or abs(own - seconds) < 0.05:
            return self
        scale = seconds / own if own > 0 else 0.0
        counted = [n for n, step in enumerate(self.steps) if n == 0 or not step.meanwhile]
        times = [round(s.duration * scale if scale else seconds / len(counted), 1) for s in self.steps]
        rest = seconds - sum(times[n] for n in counted)
        times[counted[-1]] = max(round(times[counted[-1]] + rest, 1), 0.1)
        keep = scale > 0 and abs(scale - 1) <= KEPT_DETAILS
        return PlanText(
            tuple(replace(step, duration=time) for step, time in zip(self.steps, times, strict=True)),
            tuple(_timed(words, time, keep) for words, time in zip(self.sentences, times, strict=True)),
        )

    def longer(self, seconds: float) -> PlanText:
        """The same steps, the last of which takes so many seconds more."""
        last = max(n for n, step in enumerate(self.steps) if n == 0 or not step.meanwhile)
        step = replace(self.steps[last], duration=self.steps[last].duration + seconds)
        words = _timed(self.sentences[last], step.duration, keep=False)
        steps, sentences = list(self.steps), list(self.sentences)
        steps[last], sentences[last] = step, words
        return PlanText(tuple(steps), tuple(sentences))

    def __add__(self, other: PlanText) -> PlanText:
        """One plan after the other: what led to its end, and to the beginning of the next, becomes "Then"."""
        if not (self.steps and other.steps):
            return self if self.steps else other
        ahead = [_ENDING.sub("Then ", words, count=1) for words in self.sentences[1:]]
        first = _LEAD.sub("", other.sentences[0], count=1)
        first = first if other.steps[0].meanwhile else f"Then {first[0].lower()}{first[1:]}"
        return PlanText(self.steps + other.steps, (self.sentences[0], *ahead, first, *other.sentences[1:]))

    def write(self) -> str:
        """The text, numbered, with how many actions there are in how many seconds; "" without steps."""
        if not self.steps:
            return ""
        if len(self.steps) == 1:
            head = f"It is one action of {self.seconds:.1f} s."
        else:
            count = in_words(len(self.steps)).capitalize()
            head = f"{count} actions follow one another, {self.seconds:.1f} s in all."
        return " ".join([head, *(f"{n}. {words}" for n, words in enumerate(self.sentences, 1))])


def _sentence(step: PlanStep, number: int) -> str:
    lead = "Meanwhile the" if step.meanwhile else "Then the" if number else "The"
    return f"{lead} person {step.text} {fields(step)}."


def _timed(sentence: str, seconds: float, keep: bool) -> str:
    """The sentence with another time; without `keep` it ends after its fields."""
    found = _FIELDS.search(sentence)
    assert found is not None, "sentences are read with their fields"
    own = f"({found[1]}, {seconds:.1f} s)"
    return sentence[: found.start()] + own + (sentence[found.end() :] if keep else ".")
