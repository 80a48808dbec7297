"""A prompt with the test of its motions, the attempts that were judged, and the report of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kinemind.kinematics.facts import Facts, measure
from kinemind.motion import Motion

Generate = Callable[[str, int], Motion]
"""(prompt, seed) → motion."""


@dataclass(frozen=True)
class PromptCheck:
    """A prompt and the test that a motion must pass; `shows` prints the figures the test is about."""

    prompt: str
    passes: Callable[[Motion, Facts], bool]
    shows: Callable[[Facts], str]


@dataclass(frozen=True)
class Attempt:
    """One generated motion: whether it passed, and its figures."""

    prompt: str
    seed: int
    passed: bool
    figures: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class PromptReport:
    """All attempts; a prompt passes when at least `needed` of its seeds do.

    `target` is the share of all attempts that must pass, in (0, 1]; None: every prompt must pass by itself.
    """

    attempts: tuple[Attempt, ...]
    needed: int
    target: float | None = None

    def passed(self, prompt: str) -> int:
        """How many seeds of a prompt passed."""
        return sum(a.passed for a in self.attempts if a.prompt == prompt)

    @property
    def prompts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a.prompt for a in self.attempts))

    @property
    def share(self) -> float:
        """Share of all attempts that passed, in [0, 1]."""
        return sum(a.passed for a in self.attempts) / max(1, len(self.attempts))

    @property
    def all_passed(self) -> bool:
        if self.target is not None:
            return self.share >= self.target - 1e-9
        return all(self.passed(p) >= self.needed for p in self.prompts)

    def table(self) -> str:
        """One line a prompt with its count, one line a seed with its figures, the share of all at the end."""
        lines = []
        for prompt in self.prompts:
            own = [a for a in self.attempts if a.prompt == prompt]
            verdict = "ok  " if self.passed(prompt) >= self.needed else "FAIL"
            lines.append(f"{verdict} {self.passed(prompt)}/{len(own)}  {prompt}")
            for a in own:
                mark = "+" if a.passed else "-"
                lines.append(f"       {mark} seed {a.seed}: {a.figures}  [{', '.join(a.labels)}]")
        passed = sum(a.passed for a in self.attempts)
        lines.append(f"{passed} of {len(self.attempts)} pass ({100 * self.share:.1f} %)")
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """`prompts`: passes, seeds and attempts of each; `share` of all attempts; `all_passed`."""
        return {
            "all_passed": self.all_passed,
            "needed": self.needed,
            "share": round(self.share, 4),
            **({} if self.target is None else {"target": self.target}),
            "prompts": {
                p: {
                    "passed": self.passed(p),
                    "attempts": [
                        {"seed": a.seed, "passed": a.passed, "figures": a.figures, "phases": list(a.labels)}
                        for a in self.attempts
                        if a.prompt == p
                    ],
                }
                for p in self.prompts
            },
        }


def judge_prompts(
    checks: Sequence[PromptCheck],
    generate: Generate,
    seeds: int | Sequence[int] = 5,
    needed_share: float = 0.8,
    target: float | None = None,
) -> PromptReport:
    """Generate every prompt with each seed (0 … seeds-1, or those given) and test the measured facts."""
    chosen = range(seeds) if isinstance(seeds, int) else seeds
    attempts = []
    for check in checks:
        for seed in chosen:
            motion = generate(check.prompt, seed)
            facts = measure(motion)
            labels = tuple(dict.fromkeys(p.label for p in facts.phases))
            attempts.append(
                Attempt(check.prompt, seed, check.passes(motion, facts), check.shows(facts), labels)
            )
    return PromptReport(tuple(attempts), int(np.ceil(needed_share * len(chosen) - 1e-9)), target)
