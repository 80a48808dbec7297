"""The order that opening and closing sentences tell, against the order of the steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kinemind.cot.verify.matching import agree, align
from kinemind.cot.verify.reading import Reading, actions_of, known
from kinemind.cot.verify.relevance import Told

_FIRST = re.compile(
    r"\b(?:first(?:ly)?|(?:begin|start|open)(?:s|ning|ing)?(?: (?:off|out))? (?:by|with)|to begin with"
    r"|initially)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\b(?:last(?:ly)?|finally|(?:end|finish|close|conclude)(?:s|ing)? (?:by|with)|at the end|in the end)\b",
    re.IGNORECASE,
)


def judge_sequence(told: Sequence[Told], reading: Reading) -> Iterator[str]:
    """Sentences on remarks that put the actions of the steps in another order."""
    if not reading.numbered or len(reading.items) < 2:
        return
    steps = [t.action for t in told]
    for remark in reading.remarks:
        said = known(actions_of(remark))
        if not said:
            continue
        if len(said) > 1:
            if align(said, steps).crossed and not any(action.meanwhile for action in said):
                yield f"the sentence {remark[:80]!r} has another order than the steps"
            continue
        for pattern, place, name in ((_FIRST, 1, "first"), (_LAST, len(reading.items), "last")):
            if not pattern.search(remark):
                continue
            here = [t for t in told if agree(said[0], t.action)]
            if here and all(t.step != place for t in here):
                yield f"the sentence {remark[:80]!r} puts {name} what step {here[0].step} tells"
