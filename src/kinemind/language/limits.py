"""Token budgets of one answer."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isfinite

from kinemind.errors import InputError
from kinemind.language.dialects import Dialect, Task

TAG_TOKENS = 7
"""At most three sections of two tags, and the end of sequence."""


@dataclass(frozen=True)
class Limits:
    """Smallest and largest token counts of the parts of an answer; all ends included.

    `max_reasoning` 0 stands for answers that have no `<think>` section; then no plan binds the motion.
    `max_summary` bounds the text that may precede the motion in t2m (motion-r1's `<output>`, morl's
    words before `<Motion>`); `min_caption`/`max_caption` bound the m2t answer.  `levels`: tokens a latent
    frame of the motion tokenizer; token n of a motion then comes from the n-modulo-levels-th part of the
    codebook, and the motion limits are narrowed to whole latent frames.  `plan_tolerance` binds a motion to
    the durations of its own plan: its length at `tokens_per_second` keeps within this share of their sum
    (0: no binding); the other limits stay above it.
    """

    min_motion: int = 4
    max_motion: int = 52
    max_reasoning: int = 160
    max_summary: int = 48
    min_caption: int = 3
    max_caption: int = 64
    levels: int = 1
    tokens_per_second: float = 5.0
    plan_tolerance: float = 0.0

    def __post_init__(self) -> None:
        if self.levels < 1:
            raise InputError(f"a motion tokenizer has at least one level, not {self.levels}")
        object.__setattr__(self, "min_motion", -(-self.min_motion // self.levels) * self.levels)
        object.__setattr__(self, "max_motion", self.max_motion // self.levels * self.levels)
        if not 1 <= self.min_motion <= self.max_motion:
            raise InputError(
                f"motion token limits must satisfy 1 <= min <= max, not {self.min_motion}, {self.max_motion}"
            )
        if not 1 <= self.min_caption <= self.max_caption:
            raise InputError(
                f"caption token limits must satisfy 1 <= min <= max, not {self.min_caption}, "
                f"{self.max_caption}"
            )
        if not (0 <= self.plan_tolerance < 1 and self.tokens_per_second > 0):
            raise InputError("the plan's tolerance lies in [0, 1), the tokens per second are above 0")
        if self.max_reasoning < 0 or self.max_summary < 0:
            raise InputError("the budgets of reasoning and summary are 0 (no reasoning) or more tokens")

    @property
    def reasoning(self) -> bool:
        """Whether answers have a `<think>` section."""
        return self.max_reasoning > 0

    @classmethod
    def for_seconds(
        cls, max_seconds: float, tokens_per_second: float = 5.0, min_seconds: float = 1.0, levels: int = 1
    ) -> Limits:
        """Motion limits from durations in seconds at the tokenizer's token rate (all levels counted)."""
        largest = floor(max_seconds * tokens_per_second + 1e-6) if isfinite(max_seconds) else 0
        largest = largest // levels * levels
        if largest < 1:
            raise InputError(
                f"max-seconds must be at least {levels / tokens_per_second:.2g}, not {max_seconds:g}"
            )
        smallest = max(1, min(largest, round(min_seconds * tokens_per_second)))
        return cls(
            min_motion=smallest, max_motion=largest, levels=levels, tokens_per_second=tokens_per_second
        )

    def planned(self, seconds: float) -> tuple[int, int]:
        """Smallest and largest number of motion tokens of a plan that lasts so long (0: not said)."""
        if not (self.plan_tolerance and seconds > 0):
            return self.min_motion, self.max_motion
        frames = seconds * self.tokens_per_second / self.levels
        smallest = floor(frames * (1 - self.plan_tolerance)) * self.levels
        largest = ceil(frames * (1 + self.plan_tolerance)) * self.levels
        smallest = max(self.min_motion, min(smallest, self.max_motion))
        return smallest, max(smallest, min(largest, self.max_motion))

    def max_new_tokens(self, dialect: Dialect, task: Task) -> int:
        """The longest answer these limits allow, tags and end of sequence included."""
        del dialect  # both dialects have the same number of parts
        body = self.max_summary + self.max_motion if task == "t2m" else self.max_caption
        return self.max_reasoning + body + TAG_TOKENS
