"""Procedural motions with exact sub-actions and captions, for tests and examples without a download.

Everything is drawn from the seed: `clip(7)` is the same motion on every machine.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kinemind.corpora.clip import Caption, Clip, Corpus
from kinemind.corpora.importer import Recordings
from kinemind.corpora.synthetic.figure import FPS, Stance, chain, stance_after, to_motion
from kinemind.corpora.synthetic.performances import REPERTOIRE, Performance
from kinemind.errors import InputError
from kinemind.motion import Motion, Step

__all__ = ["KINDS", "clip", "open_synthetic", "perform", "recordings"]

KINDS = tuple(REPERTOIRE)
DEFAULT_CLIPS = 540
MAX_FRAMES = 196
_SUBJECTS = ("a person", "someone", "the person", "a figure", "a man", "a woman")
_LINKS = (", then ", " and then ", " and afterwards ", ", after that ")


def recordings(root: str) -> Recordings:
    """`root` is '-' (540 clips), a number of clips, or NUMBER:SEED.  Raises InputError."""
    number, _, seed = root.partition(":")
    count = DEFAULT_CLIPS if number in ("-", "", "NONE", "none") else -1
    try:
        count = int(number) if count < 0 else count
        start = int(seed or 0)
    except ValueError:
        raise InputError(f"its ROOT is '-', a number of clips, or NUMBER:SEED: not {root!r}") from None
    if not 0 < count <= 1_000_000 or start < 0:
        raise InputError(f"1 to 1,000,000 synthetic clips can be made, with a seed from 0, not {root}")
    keys = [f"{start}/{index:05d}" for index in range(count)]
    return Recordings("synthetic", keys, _read)


def open_synthetic(root: str) -> Corpus:
    """The corpus without an import; `root` as in `recordings`.  Its hash is that of the code."""
    source = recordings(root)
    here = Path(__file__).parent
    return Corpus(
        "synthetic",
        here,
        tuple(clip for key in source.keys for clip in source.read(key)),
        files=tuple(sorted(here.glob("*.py"))),
        made_of=f"{len(source.keys)} clips, seed {source.keys[0].partition('/')[0]}",
    )


def perform(*kinds: str, seed: int = 0) -> Motion:
    """The figure doing actions of these kinds (see KINDS) one after the other, with exact steps.

    Raises InputError for an unknown kind.
    """
    unknown = [kind for kind in kinds if kind not in REPERTOIRE]
    if unknown or not kinds:
        raise InputError(f"unknown action {', '.join(unknown) or '(none)'}; known: {', '.join(KINDS)}")
    return _motion(_performances(kinds, np.random.default_rng(seed)))


def clip(index: int, seed: int = 0) -> Clip:
    """The clip of that number: one to three actions, the first kinds in turn, with three captions."""
    rng = np.random.default_rng([seed, index])
    first = KINDS[index % len(KINDS)]
    others = [KINDS[i] for i in rng.permutation(len(KINDS)) if KINDS[i] != first]
    kinds = (first, *others[: int(rng.choice([0, 1, 2], p=[0.6, 0.3, 0.1]))])
    performed = _performances(kinds, rng)
    frames = np.cumsum([len(p.track) for p in performed])
    performed = performed[: max(1, int((frames <= MAX_FRAMES).sum()))]
    motion = _motion(performed)
    phrases = [step.text for step in motion.steps]
    texts = tuple(dict.fromkeys(_sentence(phrases, rng) for _ in range(3)))
    position = index % 20
    sides = {side for side in ("left", "right", "both") if side in first.split("-")}
    return Clip(
        id=f"synthetic/{seed}/{index:05d}-{first}",
        motion=motion,
        captions=tuple(Caption(text, "template") for text in texts),
        split="val" if position == 5 else "test" if position in (2, 11, 17) else "train",
        source="synthetic",
        licence="Apache-2.0",
        content=first if len(performed) == 1 else None,
        side=sides.pop() if sides and len(performed) == 1 else None,
    )


def _read(key: str) -> list[Clip]:
    seed, index = key.split("/")
    return [clip(int(index), int(seed))]


def _performances(kinds: tuple[str, ...], rng: np.random.Generator) -> list[Performance]:
    stance, performed = Stance(), []
    for kind in kinds:
        performed.append(REPERTOIRE[kind](stance, rng))
        stance = stance_after(performed[-1].track)
    return performed


def _motion(performed: list[Performance]) -> Motion:
    steps, begin = [], 0
    for one in performed:
        steps += [Step(text, (begin + a) / FPS, (begin + b) / FPS) for text, a, b in one.phrases]
        begin += len(one.track)
    return to_motion(chain([one.track for one in performed]), tuple(steps), steps[0].text)


def _sentence(phrases: list[str], rng: np.random.Generator) -> str:
    links = [str(rng.choice(_LINKS)) for _ in phrases[1:]]
    rest = "".join(link + phrase for link, phrase in zip(links, phrases[1:], strict=True))
    return f"{rng.choice(_SUBJECTS)} {phrases[0]}{rest}."
