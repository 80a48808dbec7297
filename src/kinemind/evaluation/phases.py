"""How well the phases of legs and trunk agree with the labels of the benchmark, and where they are false."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kinemind.corpora import Clip
from kinemind.evaluation.arm_phases_accuracy import Count
from kinemind.kinematics.facts import Facts

GAITS = {
    "walk": ("walk", "walk-back", "walk-left", "walk-right", "walk-turn-left", "walk-turn-right", "sneak"),
    "run": ("run", "dash", "jog-left-circle"),
    "stand": (
        "raise-up-left-hand", "raise-up-right-hand", "raise-up-both-hands", "wave-left-hand",
        "wave-right-hand", "wave-both-hands", "bye", "byebye", "bow", "stand",
    ),
}  # fmt: skip
"""Contents by what the legs do for most of the time; a jog is a run."""

OWN = {
    "bow": ("bow",),
    "kick": ("kick-left-front", "kick-right-front"),
    "reach": ("grab-high", "guide", "deposit-on-floor"),
    "run": GAITS["run"],
    "hop": ("hop-both-legs", "hop-forward"),
    "jump": ("jump", "hop-both-legs", "hop-forward"),
    "squat": ("squat", "lie-down", "deposit-on-floor", "scoop-up"),
    "crouch": ("squat", "lie-down", "deposit-on-floor", "scoop-up"),
    "kneel": ("lie-down",),
    "sit": ("lie-down",),
    "lie": ("lie-down",),
    "get_up": ("lie-down",),
    "turn": (
        "walk-turn-left", "walk-turn-right", "walk-turns", "walk-navigate", "jog-left-circle",
        "jog-right-circle", "guide", "lie-down", "elbow-to-knee",
    ),
}  # fmt: skip
"""Kind of phase (its label up to the first underscore) → contents that show it by their name."""

FREE = (
    "climb", "dance", "basketball-dribble", "basketball-shoot", "throw-basketball", "swordplay", "slash",
    "punch", "walk-navigate", "wash-self", "respond", "call",
)  # fmt: skip
"""Contents in which a body does many things that their names do not say: counted apart."""


@dataclass
class BodyAccuracy:
    """Counts over labelled clips.

    `gait`: by walk, run and stand, clips whose longest locomotion phases are of that kind.  `turn_sign`:
    walk-turn clips whose largest turn goes to the labelled side.  `bow`; `kick`: kicks of the labelled side
    and none of the other.  `false`: by kind of phase, clips of other contents that have one, with the
    contents; `false_free` the same among FREE contents.
    """

    gait: dict[str, Count] = field(default_factory=lambda: {kind: Count() for kind in GAITS})
    turn_sign: Count = field(default_factory=Count)
    bow: Count = field(default_factory=Count)
    kick: Count = field(default_factory=Count)
    false: dict[str, Count] = field(default_factory=dict)
    false_free: dict[str, Count] = field(default_factory=dict)
    where: dict[str, Counter[str]] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """One line a figure."""
        yield f"sign of the largest turn          {self.turn_sign}"
        for kind, count in self.gait.items():
            yield f"{kind:<8} for the longest time     {count}"
        yield f"bow                               {self.bow}"
        yield f"side of a kick                    {self.kick}"
        for kind, count in self.false.items():
            free = self.false_free[kind]
            most = ", ".join(f"{n} {c}" for c, n in self.where[kind].most_common(4))
            yield (
                f"{kind:<8} in other contents        {count.of - count.right} of {count.of}, "
                f"in mixed ones {free.of - free.right} of {free.of}" + (f" ({most})" if most else "")
            )


def body_accuracy(measured: Iterable[tuple[Clip, Facts]]) -> BodyAccuracy:
    """The counts over the clips."""
    out = BodyAccuracy()
    for clip, facts in measured:
        content = clip.content or ""
        labels = {phase.label for phase in facts.phases}
        for kind, contents in GAITS.items():
            if content in contents:
                out.gait[kind].add(clip.id, longest_gait(facts) == kind)
        if content.startswith("walk-turn-"):
            out.turn_sign.add(clip.id, largest_turn(facts) == clip.side)
        if content == "bow":
            out.bow.add(clip.id, "bow" in labels)
        if content.startswith("kick-"):
            out.kick.add(clip.id, {x for x in labels if x.startswith("kick")} == {f"kick_{clip.side}"})
        kinds = {label.split("_")[0] if label != "get_up" else label for label in labels}
        for kind, contents in OWN.items():
            if content in contents:
                continue
            out.where.setdefault(kind, Counter())
            for group, used in ((out.false, content not in FREE), (out.false_free, content in FREE)):
                group.setdefault(kind, Count())
                if used:
                    group[kind].add(clip.id, kind not in kinds)
            if kind in kinds:
                out.where[kind][content] += 1
    return out


def longest_gait(facts: Facts) -> str:
    """walk, run, hop or stand: what the locomotion phases show for the longest time."""
    seconds = Counter[str]()
    for phase in facts.phases:
        kind = phase.label.split("_")[0]
        if kind in ("walk", "run", "hop", "stand"):
            seconds[kind] += phase.end - phase.start  # type: ignore[assignment]  # a Counter of seconds
    return seconds.most_common(1)[0][0] if seconds else ""


def largest_turn(facts: Facts) -> str:
    """left or right: the side of the turn phase with the largest angle; empty without any."""
    turns = [p for p in facts.phases if p.label.startswith("turn_")]
    largest = max(turns, key=lambda p: p.measures["angle"], default=None)
    return "" if largest is None else largest.label.removeprefix("turn_")
