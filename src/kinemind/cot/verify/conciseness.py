"""Conciseness: the length fits the number of steps, and nothing is said over and over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kinemind.cot.trace import Fault
from kinemind.cot.verify.layout import sentences
from kinemind.cot.verify.reading import LONGEST, Reading

BASE_WORDS = 50
"""Words for opening and closing."""
WORDS_A_STEP = 50
"""Words for one sub-action: a long sentence and its reason.  Motion-R1's chains have some 20."""
FEWEST_WORDS = 3
LONGEST_WORD = 40
"""Letters of the longest word that is a word."""
RUN = 5
"""Words in a row that count as a phrase (n-gram)."""
REPEATED = 0.35
"""Share of the phrases of the remarks and of unlike steps that may occur again."""
ENOUGH = 30
"""Words from which repetition of phrases is judged."""

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


def judge_conciseness(text: str, reading: Reading, asked: int, repeats: int) -> Iterator[Fault]:
    """Faults of length and repetition; `asked` sub-actions, the most frequent of them `repeats` times."""
    if len(text) >= LONGEST:
        yield Fault("conciseness", f"the trace has {len(text)} characters; say it in a sentence a step")
        return
    words = [word.lower() for word in _WORD.findall(text)]
    most = BASE_WORDS + WORDS_A_STEP * max(1, asked)
    if len(words) < FEWEST_WORDS:
        yield Fault("conciseness", "the trace is empty or nearly so; write one sentence for every sub-action")
        return
    if len(words) > most:
        yield Fault(
            "conciseness",
            f"the trace has {len(words)} words for {asked} sub-action{'s' * (asked != 1)}; "
            f"at most {most}, so shorten it",
        )
    if any(len(word) > LONGEST_WORD for word in words):
        yield Fault("conciseness", "the trace contains a run of letters that is no word")
    yield from _repetition(text, reading, repeats)


def _repetition(text: str, reading: Reading, repeats: int) -> Iterator[Fault]:
    said = Counter(" ".join(_WORD.findall(s.lower())) for s in sentences(text))
    sentence, times = max(said.items(), key=lambda pair: pair[1], default=("", 0))
    if times > max(1, repeats) and len(sentence.split()) > 2:
        yield Fault("conciseness", f"the sentence {sentence[:60]!r} stands {times} times; say it once")
        return
    # the steps of a repeated sub-action may read alike, so one of each counts
    unlike: dict[tuple[str, ...], str] = {}
    for item in reading.items:
        unlike.setdefault(tuple(f"{a.action} {a.side}" for a in item.actions) or (item.text,), item.text)
    words = " ".join((*reading.remarks, *(unlike.values() if reading.numbered else sentences(text)))).lower()
    found = _WORD.findall(words)
    phrases = Counter(tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1))
    again = sum(count - 1 for count in phrases.values())
    if len(found) >= ENOUGH and again > REPEATED * (len(found) - RUN + 1):
        phrase, times = phrases.most_common(1)[0]
        yield Fault(
            "conciseness", f"the trace repeats itself ({' '.join(phrase)!r} {times} times); say it once"
        )
