"""The cases of the protocol `babel-sequential`: sequences of segments, each with its own text and length.

After FlowMDM (Barquero et al., CVPR 2024, runners/eval.py), which evaluates on BABEL's val: every segment
is judged by itself against its text, and the frames around the joins are judged as transitions.  Segments
of 30 to 200 frames at 30 fps are used there, so 1 to 6 2/3 seconds, and a chain ends where the next segment
does not follow.  It generates for a list of prompts of its own (babel_val_set.json, a download); the
sequences here are the chains that the recordings themselves have.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from kinemind.corpora import Caption, Clip, Composite, Corpus
from kinemind.evaluation.cases.bench import joined, recipe_captions
from kinemind.evaluation.cases.case import Case, clip_key, whole_captions
from kinemind.motion import Step

SHORTEST, LONGEST = 1.0, 200 / 30
"""Seconds of a segment of a recording."""
MOST = 10
"""Segments in a sequence, as FlowMDM's training chains; longer chains are cut."""


@dataclass(frozen=True)
class Segment:
    """One sub-action of a sequence: its text and its frames `start` to `end` (exclusive).

    Segments of one `key` show the same.
    """

    text: str
    start: int
    end: int
    key: tuple[Hashable, ...]


@dataclass(frozen=True, eq=False)
class SequentialCase(Case):
    """A sequence of at least two segments without a gap, from the first frame to the last."""

    segments: tuple[Segment, ...] = ()

    @property
    def joins(self) -> tuple[int, ...]:
        """The first frame of every segment but the first."""
        return tuple(segment.start for segment in self.segments[1:])

    def parts(self) -> list[Case]:
        """The segments as cases of their own (kind segment), for metrics of a text and its motion."""
        return [
            Case(
                f"{self.id}/{number}",
                self.motion[segment.start : segment.end],
                (Caption(segment.text, "segment"),),
                segment.key,
                "segment",
            )
            for number, segment in enumerate(self.segments)
        ]


def sequential_cases(
    corpus: Corpus, split: str, shortest: float = SHORTEST, longest: float = LONGEST, most: int = MOST
) -> list[SequentialCase]:
    """The chains of `motion.steps` of a split's clips, then its recipes.

    Steps that touch (within a frame) and last `shortest` to `longest` seconds make a chain, which is cut
    into sequences of at most `most`; a single step is no sequence.  The segments of one text have one key.
    Recipes are taken whole; a part's key is its clip's (content, style, side).  Raises InputError for an
    unknown split.
    """
    cases: list[SequentialCase] = []
    for clip in corpus.clips(split):
        for chain in _chains(clip, shortest, longest):
            pieces = [chain[i : i + most] for i in range(0, len(chain), most)]
            cases += [_of_chain(clip, piece) for piece in pieces if len(piece) > 1]
    return cases + [_of_recipe(corpus, recipe) for recipe in corpus.composites(split)]


def _chains(clip: Clip, shortest: float, longest: float) -> list[list[Step]]:
    """Steps that follow each other without a gap and are of the right length, in order."""
    frame = 1 / clip.motion.fps
    chains: list[list[Step]] = [[]]
    for step in sorted(clip.motion.steps, key=lambda s: s.start):
        if chains[-1] and abs(step.start - chains[-1][-1].end) > frame:
            chains.append([])
        if max(shortest, 2 * frame) - 1e-6 <= step.end - step.start <= longest + 1e-6:
            chains[-1].append(step)
        else:
            chains.append([])
    return chains


def _of_chain(clip: Clip, chain: list[Step]) -> SequentialCase:
    motion = clip.motion
    ends = [min(round(step.end * motion.fps), len(motion)) for step in chain]
    edges = [round(chain[0].start * motion.fps), *ends]
    first, last = edges[0], edges[-1]
    segments = tuple(
        Segment(step.text, a - first, b - first, (step.text.casefold(),))
        for step, (a, b) in zip(chain, pairwise(edges), strict=True)
    )
    everything = len(chain) == len(motion.steps) and last - first >= len(motion) - 1
    captions = whole_captions(clip) if everything else ()
    return SequentialCase(
        id=f"{clip.id}@{first}-{last}",
        motion=motion[first:last],
        captions=captions or (Caption(", then ".join(step.text for step in chain), "segment"),),
        key=tuple(segment.key for segment in segments),
        kind="sequence",
        segments=segments,
    )


def _of_recipe(corpus: Corpus, recipe: Composite) -> SequentialCase:
    edges = list(accumulate((part.end - part.start for part in recipe.parts), initial=0))
    segments = tuple(
        Segment(part.text, a, b, clip_key(corpus.clip(part.clip)))
        for part, (a, b) in zip(recipe.parts, pairwise(edges), strict=True)
    )
    return SequentialCase(
        id=recipe.id,
        motion=joined(corpus, recipe),
        captions=recipe_captions(recipe),
        key=tuple(segment.key for segment in segments),
        kind="sequence",
        segments=segments,
    )
