"""The page of the gallery: its table rewritten from what was judged, the rest of the page left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kinemind.errors import InputError
from kinemind.evaluation.prompts.check import Generate
from kinemind.evaluation.prompts.gallery import EXHIBITS, REMARKS, Exhibit
from kinemind.formats.files import written_aside
from kinemind.kinematics.facts import measure
from kinemind.motion import Motion

BEGIN, END = "<!-- gallery: begin -->", "<!-- gallery: end -->"


@dataclass(frozen=True)
class Piece:
    """An exhibit with its motions; `passed` of their number by the judge, None where there is none."""

    exhibit: Exhibit
    motions: tuple[Motion, ...]
    passed: int | None
    phases: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """What the table says."""
        count = len(self.motions)
        if self.passed is None:
            return "not judged"
        if count == 1:
            return "came out" if self.passed else "**failed**"
        return f"{'came out in' if self.passed else '**failed**,'} {self.passed} of {count}"

    def to_json(self) -> dict[str, object]:
        """Prompt, source, what is judged, the seeds that passed (null: no judge), phases and plan of one."""
        return {
            "prompt": self.exhibit.prompt,
            "source": self.exhibit.source,
            "asks": self.exhibit.asks,
            "passed": self.passed,
            "seeds": len(self.motions),
            "phases": list(self.phases),
            "plan": [step.text for step in self.motions[0].steps],
        }


def make_pieces(generate: Generate, seeds: Sequence[int]) -> tuple[Piece, ...]:
    """Every exhibit generated with each seed and judged where that can be done."""
    found = []
    for exhibit in EXHIBITS:
        motions = tuple(generate(exhibit.prompt, seed) for seed in seeds)
        facts = [measure(motion) for motion in motions]
        passes = exhibit.passes
        passed = None if passes is None else sum(map(passes, motions, facts))
        labels = tuple(dict.fromkeys(phase.label for phase in facts[0].phases))
        found.append(Piece(exhibit, motions, passed, labels))
    return tuple(found)


def table_of(pieces: Sequence[Piece], pictures: str) -> str:
    """Markdown: for each piece a heading, its picture under the folder `pictures`, and what is to be said."""
    sections = []
    for piece in pieces:
        exhibit = piece.exhibit
        plan = "; ".join(step.text for step in piece.motions[0].steps)
        lines = [
            f"### {exhibit.prompt}",
            f"![{exhibit.prompt}]({pictures}/{exhibit.name}.png)",
            f"From: {exhibit.source}.  Judged: {exhibit.asks or 'no, joints cannot tell'}.  "
            f"**Result:** {piece.verdict}.",
            f"Plan: {plan}.  Seen: {', '.join(piece.phases)}.",
        ]
        if remark := REMARKS.get(exhibit.name):
            lines.append(remark)
        sections.append("\n\n".join(lines))
    rows = [f"| {p.exhibit.prompt} | {p.exhibit.source} | {p.verdict} |" for p in pieces]
    table = "\n".join(["| prompt | from | result |", "|---|---|---|", *rows])
    return "\n\n".join([table, *sections])


def rewrite(page: Path, table: str) -> None:
    """Puts the table between the two marks of the page.  Raises InputError where these are missing."""
    try:
        text = page.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"the page {page} cannot be read: {error.strerror}") from None
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise InputError(f"the page {page} has no lines {BEGIN} and {END} to write between")
    with written_aside(page) as aside:
        aside.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")
