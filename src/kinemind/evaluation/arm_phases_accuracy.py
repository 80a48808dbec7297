"""How well arm phases agree with the labels of the benchmark: sides, waves and raises, cycles, false ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kinemind.corpora import Clip
from kinemind.kinematics.facts import Facts

ARM_PHASES = ("raise", "wave", "reach", "punch")
NO_ARMS = ("walk", "run", "bow", "kick")
"""Contents, up to the first hyphen, in which the arms do nothing of their own."""
GOODBYES = {"bye": "right", "byebye": "both"}
"""Contents of waves whose side is not in the label."""
TIMES = ("once", "twice", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass
class Count:
    """How many of how many, and which ones were not."""

    right: int = 0
    of: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, right: bool) -> None:
        self.of += 1
        self.right += right
        if not right:
            self.wrong.append(name)

    def __str__(self) -> str:
        return f"{self.right} of {self.of}" + (f" ({100 * self.right / self.of:.1f} %)" if self.of else "")


@dataclass
class ArmAccuracy:
    """Counts over labelled clips.

    `side`: raise-up and wave clips whose raises and waves all name the labelled side, one at least.
    `kind`: those in which a wave has a wave phase and no raise phase, and a raise the other way round.
    `goodbyes`: bye and byebye clips with a raise or wave of the right side and no other;
    `goodbyes_other_side`: those with none of another side.  `cycles`: waves whose measured cycles lie within
    one of the number in the captions.  `quiet`: by content, clips without any arm phase.
    """

    side: Count = field(default_factory=Count)
    kind: Count = field(default_factory=Count)
    goodbyes: Count = field(default_factory=Count)
    goodbyes_other_side: Count = field(default_factory=Count)
    cycles: Count = field(default_factory=Count)
    quiet: dict[str, Count] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """One line a figure."""
        yield f"side of a raised or waving hand   {self.side}"
        yield f"wave told from raise              {self.kind}"
        yield f"bye, byebye: side named           {self.goodbyes}; no other {self.goodbyes_other_side}"
        yield f"cycles within 1 of the captions   {self.cycles}"
        for content, count in self.quiet.items():
            yield f"{content:<10} without arm phases     {count}"


def arm_accuracy(measured: Iterable[tuple[Clip, Facts]]) -> ArmAccuracy:
    """The counts over the clips; those of other contents are passed over."""
    out = ArmAccuracy()
    for clip, facts in measured:
        content = clip.content or ""
        kind = content.split("-")[0]
        arms = [p for p in facts.phases if p.label.split("_")[0] in ARM_PHASES]
        gestures = {(p.label.split("_")[0], p.label.split("_")[1]) for p in arms}
        sides = {side for name, side in gestures if name in ("raise", "wave")}
        kinds = {name for name, _ in gestures if name in ("raise", "wave")}
        if kind in ("raise", "wave"):
            out.side.add(clip.id, sides == {clip.side})
            out.kind.add(clip.id, kinds == {kind})
        elif content in GOODBYES:
            out.goodbyes.add(clip.id, sides == {GOODBYES[content]})
            out.goodbyes_other_side.add(clip.id, sides <= {GOODBYES[content]})
        elif kind in NO_ARMS:
            out.quiet.setdefault(kind, Count()).add(clip.id, not arms)
        said = said_cycles(clip)
        waves = [p.measures["cycles"] for p in arms if p.label.startswith("wave")]
        if said and (kind == "wave" or content in GOODBYES):
            out.cycles.add(clip.id, bool(waves) and abs(sum(waves) - said) <= 1)
    return out


def said_cycles(clip: Clip) -> int | None:
    """The number of waves that the captions of a clip state, None where they state none or disagree."""
    found = set()
    for caption in clip.captions:
        for number, word in enumerate(TIMES, start=1):
            times = "" if number < 3 else " times"
            if re.search(rf"\bwav\w*\b.*\b{word}{times}\b", caption.text):
                found.add(number)
    return found.pop() if len(found) == 1 else None
