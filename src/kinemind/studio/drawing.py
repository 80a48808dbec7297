"""Drawing the takes of a batch, and telling of them while they come into being."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kinemind.chain_of_motion import ChainOfMotion
from kinemind.generation import Model, Take
from kinemind.generation.events import Finished, Piece, Planned, Reasoning
from kinemind.studio.faults import Fault

Tell = Callable[[int, str, dict[str, Any]], None]
"""Called with the row of a batch, the name of an event and its data, as soon as they are known."""
DECIMALS = 4
"""Of the metres that go over the wire."""


@dataclass(frozen=True)
class Draw:
    """The rows of one batch and what they share; `watched`: whether somebody listens to its only row."""

    texts: Sequence[str]
    seeds: Sequence[int]
    max_seconds: float | None
    com: ChainOfMotion | None
    watched: bool
    stopped: Callable[[], bool]


def draw_takes(model: Model, draw: Draw, tell: Tell) -> list[Take]:
    """A take a row.  Raises Fault `cancelled` where nobody waits for a streamed take any longer.

    A take that is alone and watched is streamed where the model can; what is decoded together is told when
    it is whole.
    """
    if draw.watched and draw.com is None and len(draw.texts) == 1 and hasattr(model, "stream"):
        return [_streamed(model, draw, tell)]
    takes = model.generate_many(draw.texts, draw.seeds, max_seconds=draw.max_seconds, com=draw.com)
    for row, take in enumerate(takes):
        tell(row, "reasoning", {"text": take.reasoning, "draft": 0})
        tell(row, "plan", {"steps": [asdict(step) for step in take.steps], "reasoning": take.reasoning})
    return takes


def _streamed(model: Any, draw: Draw, tell: Tell) -> Take:
    events = model.stream(draw.texts[0], draw.seeds[0], max_seconds=draw.max_seconds)
    fps = model.bundle.motion_tokenizer.layout.fps
    for event in events:
        if draw.stopped():
            raise Fault("cancelled", "nobody waits for the answer any more")
        if isinstance(event, Reasoning):
            # a new draft stands for the text of the ones before it
            tell(0, "reasoning", {"text": event.text, "draft": event.draft})
        elif isinstance(event, Planned):
            steps = [asdict(step) for step in event.steps]
            tell(0, "plan", {"steps": steps, "reasoning": event.reasoning})
        elif isinstance(event, Piece):
            joints = event.joints.astype(np.float64).round(DECIMALS).tolist()
            tell(0, "motion", {"start": event.start, "fps": fps, "joints": joints})
        elif isinstance(event, Finished):
            return event.take
    raise AssertionError("a stream ends with its take")
