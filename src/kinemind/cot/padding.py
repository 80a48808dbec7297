"""Traces made ten times too long: plausible prose that says nothing, or their own sentences again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kinemind.cot.trace import Trace
from kinemind.cot.verify.layout import lay_out

TIMES_TOO_LONG = 10

_PADDING = (
    "Balance matters a great deal here, and the weight has to travel smoothly from one foot to the other.",
    "A natural motion never starts at once, for muscles need a moment before they pull.",
    "The shoulders remain relaxed so that nothing looks stiff or mechanical to someone who watches.",
    "It also helps to picture the scene from the side, because the outline of the figure tells most of it.",
    "Every joint follows its parent joint with a small delay, which gives the movement its soft look.",
    "The spine acts like a spring that stores some of the energy and gives it back a moment later.",
    "Breathing goes on calmly all the while and shows only in the chest.",
    "Since people differ in height and build, the exact amplitude may vary within reason.",
    "Seen from above, the feet draw a narrow path on the floor that hardly strays.",
    "The eyes look ahead at the horizon, as they do whenever somebody feels safe.",
    "Gravity pulls at all times, and so each pose must be one that can be held.",
    "One can think of a puppet whose strings are drawn with patience and care.",
    "Good timing is worth more than large movements, as animators have known for a century.",
    "In daily life such a movement takes little thought, which is why it looks easy.",
)


def too_long(trace: Trace, rng: np.random.Generator) -> Trace | None:
    """Ten times as long: general remarks in it or after it, or its own sentences again."""
    if not trace.reasoning.strip():
        return None
    layout = lay_out(trace.reasoning)
    own = [part for part in (layout.opening, *layout.items, layout.closing) if part]
    bank = list(_PADDING) if rng.integers(2) else own
    extra: list[str] = []
    while len(trace.reasoning) + sum(len(part) + 1 for part in extra) < TIMES_TOO_LONG * len(trace.reasoning):
        extra += [bank[int(i)] for i in rng.permutation(len(bank))]
    if layout.items and bank is not own and rng.integers(2):
        share = -(-len(extra) // len(layout.items))
        padded = [
            " ".join([item, *extra[i * share : (i + 1) * share]]) for i, item in enumerate(layout.items)
        ]
        return replace(trace, reasoning=str(replace(layout, items=tuple(padded))))
    return replace(trace, reasoning=" ".join([trace.reasoning, *extra]))
