"""Writing and reading answers in both dialects; what a model wrote wrong is a status, never an exception."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kinemind.language.dialects import (
    ANSWER,
    MOTION,
    OUTPUT,
    THINK,
    Dialect,
    Task,
    answer_section,
    check,
    closing,
    opening,
)
from kinemind.language.pieces import Piece, pieces_of_ids, pieces_of_text
from kinemind.language.plan import PlanStep, parse_plan

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from kinemind.language.vocabulary import MotionVocabulary

Status = Literal[
    "ok",
    "no_think", "unclosed_think", "empty_think",
    "no_answer", "unclosed_answer", "empty_answer",
    "no_motion", "unclosed_motion", "empty_motion", "out_of_vocabulary", "wrong_level", "too_short",
    "too_long",
    "leading", "trailing", "misplaced",
]  # fmt: skip
"""The first fault found: sections in their order, then text before, after or between them."""

Kind = Literal["reasoning", "answer", "motion"]


@dataclass(frozen=True)
class Parsed:
    """What an answer holds; everything that can be found is filled in, whatever the status."""

    status: Status
    reasoning: str = ""
    answer: str = ""
    codes: tuple[int, ...] = ()
    steps: tuple[PlanStep, ...] = ()

    @property
    def ok(self) -> bool:
        return self.status == "ok"


# One letter per kind of piece (see `Piece.letter`); x is text.  Only what matches whole is "ok".
_THOUGHT = "Tx*t"
_SHAPES: dict[tuple[str, str], str] = {
    ("motion-r1", "t2m"): "Ox*oMc+m",
    ("motion-r1", "m2t"): "Ox*o",
    ("morl", "t2m"): "Ax*Mc+ma",
    ("morl", "m2t"): "Ax*a",
}


def sections_of(
    dialect: Dialect, task: Task, *, reasoning: str | None, answer: str, codes: Sequence[int]
) -> list[tuple[Kind, str]]:
    """The parts of an answer in order, tags included: (what it is, its text).  `reasoning` None: no
    `<think>` section at all."""
    outer = answer_section(dialect)
    motion = "".join(f"<Motion_{int(code)}>" for code in codes)
    motion = f"{opening(MOTION)}{motion}{closing(MOTION)}"
    parts: list[tuple[Kind, str]] = []
    if reasoning is not None:
        parts.append(("reasoning", f"{opening(THINK)}{reasoning}{closing(THINK)}"))
    if task == "m2t":
        return [*parts, ("answer", f"{opening(outer)}{answer}{closing(outer)}")]
    if dialect == "motion-r1":
        return [*parts, ("answer", f"{opening(OUTPUT)}{answer}{closing(OUTPUT)}"), ("motion", motion)]
    return [
        *parts,
        ("answer", f"{opening(ANSWER)}{answer}"),
        ("motion", motion),
        ("answer", closing(ANSWER)),
    ]


def write(
    dialect: Dialect, task: Task, *, reasoning: str | None, answer: str = "", codes: Sequence[int] = ()
) -> str:
    """The text of an answer, without the end of sequence; `reasoning` None leaves its section out.

    >>> write("morl", "t2m", reasoning="1 step", codes=[3, 7])
    '<think>1 step</think><answer><Motion><Motion_3><Motion_7></Motion></answer>'
    """
    check(dialect, task)
    return "".join(
        text for _, text in sections_of(dialect, task, reasoning=reasoning, answer=answer, codes=codes)
    )


def parse(
    output: str | Sequence[int],
    dialect: Dialect,
    task: Task,
    *,
    codebook_size: int | None = None,
    vocabulary: MotionVocabulary | None = None,
    tokenizer: PreTrainedTokenizerBase | None = None,
    min_motion: int = 1,
    max_motion: int | None = None,
    levels: int = 1,
    reasoning: bool = True,
) -> Parsed:
    """Read an answer given as text or as token ids (then with `vocabulary` and `tokenizer`).

    Ids are the stricter form: only the tag tokens count as tags, letters that spell a tag are text.
    Reading stops at the end of sequence.  `levels` as in `Limits`: a token from another level's part of
    the codebook, or an incomplete latent frame, is "wrong_level".  With `reasoning` False the answer has no
    `<think>` section; one that is there is in the wrong place.  Never raises on model output.
    """
    check(dialect, task)
    size = vocabulary.codebook_size if vocabulary is not None else codebook_size
    if isinstance(output, str):
        pieces = pieces_of_text(output)
    else:
        assert vocabulary is not None and tokenizer is not None, "ids need the vocabulary and tokenizer"
        pieces = pieces_of_ids(output, vocabulary, tokenizer)
    section = answer_section(dialect)
    think, output_, motion = (_inside(pieces, name) for name in (THINK, section, MOTION))
    thought, answer = think.text, output_.text
    codes = tuple(
        p.code for p in motion.pieces if p.code is not None and (size is None or 0 <= p.code < size)
    )
    status = _section_fault(think, "think") if reasoning else None
    if not status:
        status = _section_fault(output_, "answer", may_be_empty=task == "t2m")
    if not status and task == "t2m":
        status = _motion_fault(motion, len(codes), min_motion, max_motion)
        if not status and not _levels_in_turn(codes, levels, size):
            status = "wrong_level"
    if not status:
        status = _shape_fault(pieces, (_THOUGHT if reasoning else "") + _SHAPES[dialect, task])
    return Parsed(status or "ok", thought, answer, codes, parse_plan(thought))


@dataclass(frozen=True)
class _Section:
    found: bool
    closed: bool
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.is_text).strip()


def _inside(pieces: Sequence[Piece], name: str) -> _Section:
    """What stands between a section's first opening tag and its closing tag."""
    start = next((i for i, p in enumerate(pieces) if p.text == opening(name) and p.is_tag), None)
    if start is None:
        return _Section(False, False, ())
    for end in range(start + 1, len(pieces)):
        if pieces[end].is_tag and pieces[end].text == closing(name):
            return _Section(True, True, tuple(pieces[start + 1 : end]))
    return _Section(True, False, tuple(pieces[start + 1 :]))


def _section_fault(section: _Section, name: str, may_be_empty: bool = False) -> Status | None:
    if not section.found:
        return "no_think" if name == "think" else "no_answer"
    if not section.closed:
        return "unclosed_think" if name == "think" else "unclosed_answer"
    if not section.text and not may_be_empty:
        return "empty_think" if name == "think" else "empty_answer"
    return None


def _motion_fault(motion: _Section, count: int, smallest: int, largest: int | None) -> Status | None:
    written = sum(piece.code is not None for piece in motion.pieces)
    if not motion.found:
        return "no_motion"
    if not motion.closed:
        return "unclosed_motion"
    if not written:
        return "empty_motion"
    if written != count:
        return "out_of_vocabulary"
    if count < smallest:
        return "too_short"
    if largest is not None and count > largest:
        return "too_long"
    return None


def _levels_in_turn(codes: Sequence[int], levels: int, size: int | None) -> bool:
    """Whether every code is of its place's level and the last latent frame is whole."""
    if levels == 1:
        return True
    assert size is not None, "levels are parts of a codebook of known size"
    share = size // levels
    return len(codes) % levels == 0 and all(c // share == n % levels for n, c in enumerate(codes))


def _shape_fault(pieces: Sequence[Piece], shape: str) -> Status | None:
    written = "".join(piece.letter for piece in pieces)
    if re.fullmatch(shape, written):
        return None
    if re.match(shape, written):
        return "trailing"
    return "leading" if re.search(f"{shape}$", written) else "misplaced"
