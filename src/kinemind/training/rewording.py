"""Other wordings of labelled motions: the bank of everyday phrasings, and human captions without a motion.

Captions of a benchmark are few in their words; a text tower that saw nothing else knows the templates and
not the language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from kinemind.augmentation.paraphrases import paraphrase, sequence
from kinemind.corpora import Corpus
from kinemind.cot.decompose import decompose
from kinemind.cot.decompose.labels import action_of_content

Key = tuple[Hashable, ...]
Action = tuple[str, str, str]
"""Action, side and direction."""
PLAIN = (None, "normal")
"""Styles of motions that a caption without a manner describes."""
SEQUENCES = 2
"""Wordings of a composite."""


@dataclass
class Rewording:
    """Wordings of (content, style, side) labels, drawn once a label and shared by its motions."""

    count: int
    seed: int
    human: dict[Action, list[str]] = field(default_factory=dict)
    _known: dict[Key, tuple[str, ...]] = field(default_factory=dict)

    def of_clip(self, key: Key) -> tuple[str, ...]:
        """Wordings of a labelled single motion; none for a label that the bank does not know."""
        if key not in self._known:
            self._known[key] = tuple(dict.fromkeys(self._made(key))) if len(key) == 3 else ()
        return self._known[key]

    def _made(self, key: Key) -> Iterable[str]:
        content, style = str(key[0]), None if key[1] is None else str(key[1])
        rng = np.random.default_rng([self.seed, len(self._known)])
        for _ in range(self.count):
            if text := paraphrase(content, style, rng):
                yield text
        action = action_of_content(content)
        if style in PLAIN and action is not None:
            yield from self.human.get(action, [])

    def of_composite(self, keys: Sequence[Key], number: int) -> tuple[str, ...]:
        """Wordings of a sequence of labelled parts; `number` says which composite it is."""
        if not self.count or any(len(key) != 3 for key in keys):
            return ()
        rng = np.random.default_rng([self.seed, 1, number])
        parts = [(str(key[0]), None if key[1] is None else str(key[1])) for key in keys]
        made = [sequence(parts, rng) for _ in range(SEQUENCES)]
        return tuple(dict.fromkeys(text for text in made if text))


def human_wordings(captions: Iterable[str], corpus: Corpus) -> dict[Action, list[str]]:
    """Captions of one sub-action without a manner by what it is; those of val and test are left out."""
    held = {
        c.text.strip().lower() for s in ("val", "test") for clip in corpus.clips(s) for c in clip.captions
    }
    found: defaultdict[Action, list[str]] = defaultdict(list)
    for text in sorted(set(captions)):
        steps = decompose(text)
        if text.strip().lower() in held or len(steps) != 1 or steps[0].manner:
            continue
        found[_told(steps[0].action, steps[0].side, steps[0].direction)].append(text)
    return dict(found)


def _told(action: str, side: str, direction: str) -> Action:
    """As `action_of_content` names it: what goes without saying is said, what does not matter is not."""
    if action in ("walk", "run"):
        return (action, "", direction or "forward")
    ways = {
        "bow": "forward",
        "kick": "forward",
        "raise": "up",
        "squat": "down",
        "lie": "down",
        "turn": direction,
    }
    return (action, side if action in ("kick", "raise", "wave", "punch") else "", ways.get(action, ""))
