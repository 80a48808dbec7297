"""The cases of the protocol P1 (`guo2022`), by the rules of the public loader.

Text2MotionDatasetV2 of Guo et al., CVPR 2022 (text-to-motion, data/dataset.py).  Lengths are counted in
feature frames, one less than frames of joints: a clip of T published vectors has T + 1 frames here (see
`corpora.feature_sets`), and an evaluator that encodes it again gets the T vectors back.
"""

from __future__ import annotations

from dataclasses import replace

from kinemind.corpora import Caption, Clip, Corpus
from kinemind.evaluation.cases.case import Case, whole_captions
from kinemind.motion import Motion
from kinemind.skeletons import KIT21

SHORTEST, SHORTEST_KIT = 40, 24
"""Feature frames that a motion has at least."""
TOO_LONG = 200
"""Feature frames that no motion reaches."""


def guo2022_cases(corpus: Corpus, split: str) -> list[Case]:
    """Clips and the parts of them that have a caption of their own.

    A clip under 40 feature frames (24 on KIT-ML) or of 200 and more is left out with all its parts.  A
    caption with times makes a case of its own of the frames int(start fps) to int(end fps), under the same
    rule; it is for that cut alone.  The captions of the whole clip go together; a clip that has none is no
    case itself.  Captions without tokens are allowed.  The key is the clip's id, of a cut with its frames:
    in this protocol every motion is the only right one.

    The public loader multiplies times by 20 on every data set; here by the clip's own rate.  That is the same
    on HumanML3D; a text of KIT-ML (12.5 fps) with times would be cut elsewhere.  Raises InputError for an
    unknown split.
    """
    return [case for clip in corpus.clips(split) for case in _cases(clip)]


def _cases(clip: Clip) -> list[Case]:
    motion = clip.motion
    if not _fits(motion):
        return []
    whole = whole_captions(clip)
    cases = [Case(clip.id, motion, whole, (clip.id,))] if whole else []
    taken: dict[str, int] = {}
    for caption in clip.captions:
        if caption.start is None or caption.end is None:
            continue
        first, last = _frames(motion, caption)
        if first >= last or not _fits(cut := motion[first : last + 1]):
            continue
        name = f"{clip.id}@{first}-{last}"
        taken[name] = taken.get(name, 0) + 1
        case_id = name if taken[name] == 1 else f"{name}#{taken[name]}"
        alone = replace(caption, start=None, end=None)
        cases.append(Case(case_id, cut, (alone,), (clip.id, first, last), whole=motion, first=first))
    return cases


def _frames(motion: Motion, caption: Caption) -> tuple[int, int]:
    """First and last (exclusive) feature frame of a caption with times; a cut of n has n + 1 joint frames."""
    start, end = caption.start or 0.0, caption.end or 0.0
    return int(start * motion.fps), min(int(end * motion.fps), len(motion) - 1)


def _fits(motion: Motion) -> bool:
    shortest = SHORTEST_KIT if motion.skeleton is KIT21 else SHORTEST
    return shortest <= len(motion) - 1 < TOO_LONG
