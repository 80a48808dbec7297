"""New composites out of train clips: wanted sequences, nearest cuts, words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from kinemind.augmentation import nearness, pieces
from kinemind.augmentation.mirror import with_mirrors
from kinemind.augmentation.nearness import Limits, Link, links
from kinemind.augmentation.phrases import word
from kinemind.augmentation.sequences import LOCOMOTION, TURNS, sequences
from kinemind.corpora import Clip, Composite, CompositePart, Corpus
from kinemind.errors import InputError

POOL = 160
"""Clips per content that are tried as a part."""
RUN_AT_LEAST = 1.9
"""m/s over the floor of a clip that stands for `runs`."""
MOST_FRAMES = 280
LOCOMOTION_FRAMES = (36, 96)
"""Locomotion is cut to a length between these (frames), so that sequences stay short and vary."""
REUSE_COST = 0.3
"""Added to the cost of a link for each earlier use of either clip."""
MOST_USES = 40
"""Composites that one clip may be part of."""
CAPTIONS = 3


def build(corpus: Corpus, seed: int = 0, count: int = 1500) -> list[Composite]:
    """About `count` new composites from the train clips of a corpus and their mirrored twins.

    Deterministic in the seed.  Parts name clips by id, `…#mirror` for twins: `with_mirrors` gives the table
    to look them up in.  Fewer come back where too few clips are near enough (limits: `nearness`).
    """
    rng = np.random.default_rng(seed)
    table = with_mirrors(corpus.clips("train"))
    library = _Library.of(table, rng)
    used: Counter[str] = Counter()
    taken: set[tuple[str, ...]] = set()
    found: list[Composite] = []
    open_sequences = list(sequences())
    while open_sequences and len(found) < count:
        quotas = _quotas([s.share for s in open_sequences], count - len(found))
        still_open = []
        for sequence, number in zip(open_sequences, quotas, strict=True):
            chains = _chains(library, sequence.contents, number, used, taken)
            for chain in chains:
                found.append(_composite(f"aug_{seed}_{len(found):05d}", sequence.contents, chain, rng))
            if len(chains) == number:  # what a sequence cannot give is shared out among the others
                still_open.append(sequence)
        open_sequences = still_open
    refuse_foreign(found, table)
    return found


def refuse_foreign(recipes: Iterable[Composite], table: Mapping[str, Clip]) -> None:
    """Raises InputError where a recipe has a part that is not a train clip, or is itself of another split."""
    for recipe in recipes:
        for part in recipe.parts:
            clip = table.get(part.clip)
            if recipe.split != "train" or clip is None or clip.split != "train":
                raise InputError(f"the composite {recipe.id} uses {part.clip}, which is no train clip")


@dataclass(frozen=True)
class _Piece:
    clip: Clip
    start: int
    end: int


@dataclass
class _Library:
    """Pools of clips per content with their cuts and the links between pools, made when first asked for."""

    pools: dict[str, list[Clip]]
    _ends: dict[str, pieces.Cuts] = field(default_factory=dict)
    _starts: dict[str, pieces.Cuts] = field(default_factory=dict)
    _links: dict[tuple[str, str], list[Link]] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Mapping[str, Clip], rng: np.random.Generator) -> _Library:
        pools: dict[str, list[Clip]] = {}
        for clip in table.values():
            if clip.content == "run" and _mean_speed(clip) < RUN_AT_LEAST:
                continue  # an exhausted trot would teach that running is slow
            pools.setdefault(clip.content or "", []).append(clip)
        return cls({k: [v[i] for i in sorted(rng.permutation(len(v))[:POOL])] for k, v in pools.items()})

    def links(self, first: str, second: str, most: int = 160) -> list[Link]:
        if (first, second) not in self._links:
            a, b = self.pools.get(first, []), self.pools.get(second, [])
            if not a or not b:
                return []
            if first not in self._ends:
                self._ends[first] = pieces.ends(a)
            if second not in self._starts:
                self._starts[second] = pieces.starts(b)
            limits = limits_of(first, second)
            self._links[first, second] = links(a, b, self._ends[first], self._starts[second], limits, most)
        return self._links[first, second]


def _mean_speed(clip: Clip) -> float:
    """Way of the pelvis over the floor per second, m/s."""
    path = clip.motion.root[:, [0, 2]]
    return float(np.linalg.norm(np.diff(path, axis=0), axis=-1).mean() * clip.motion.fps)


def limits_of(first: str, second: str) -> Limits:
    """The limits of a join between two contents."""
    if first in ("run", "dash") and second in TURNS:
        return nearness.SLOWING
    if (first in LOCOMOTION) != (second in LOCOMOTION):
        return nearness.STOPPING
    return nearness.USUAL


def _chains(
    library: _Library, contents: tuple[str, ...], number: int, used: Counter[str], taken: set[tuple[str, ...]]
) -> list[list[_Piece]]:
    """Up to `number` chains of pieces, cheapest first, clips used before counting as dearer."""
    steps = [library.links(a, b) for a, b in pairwise(contents)]
    pools = [library.pools.get(c, []) for c in contents]
    follow: dict[int, list[Link]] = {}
    for link in steps[1] if len(steps) > 1 else []:
        follow.setdefault(link.earlier, []).append(link)
    candidates: list[tuple[float, list[Link]]] = []
    for link in steps[0]:
        if len(steps) == 1:
            candidates.append((link.cost, [link]))
            continue
        for later in follow.get(link.later, [])[:4]:
            if later.end - link.start >= pieces.SHORTEST:
                candidates.append((link.cost + later.cost, [link, later]))
    candidates.sort(key=lambda c: c[0])
    found: list[list[_Piece]] = []
    while len(found) < number and candidates:
        best: tuple[float, list[_Piece]] | None = None
        for cost, chain in candidates:
            if best is not None and cost >= best[0]:
                break
            clips = [pools[0][chain[0].earlier], *(pools[i + 1][x.later] for i, x in enumerate(chain))]
            names = tuple(c.id for c in clips)
            uses = [used[name] for name in names]
            cost += REUSE_COST * sum(uses)
            if names in taken or max(uses) >= MOST_USES or (best is not None and cost >= best[0]):
                continue
            laid = _pieces(clips, chain)
            if sum(p.end - p.start for p in laid) <= MOST_FRAMES:
                best = (cost, laid)
        if best is None:
            break
        found.append(best[1])
        taken.add(tuple(p.clip.id for p in best[1]))
        used.update(p.clip.id for p in best[1])
    return found


def _pieces(clips: list[Clip], chain: list[Link]) -> list[_Piece]:
    """Starts and ends of the parts; the outer ends of locomotion are cut to a length that varies by clip."""
    low, high = LOCOMOTION_FRAMES
    laid = []
    for i, clip in enumerate(clips):
        start = chain[i - 1].start if i else 0
        end = chain[i].end if i < len(chain) else clip.num_frames
        content = clip.content or ""
        if content in LOCOMOTION and content not in TURNS:
            length = low + sum(map(ord, clip.id)) % (high - low)
            if i == 0:
                start = max(start, end - length)
            elif i == len(chain):
                end = min(end, start + length)
        laid.append(_Piece(clip, start, end))
    return laid


def _composite(
    name: str, contents: tuple[str, ...], chain: list[_Piece], rng: np.random.Generator
) -> Composite:
    styles = {piece.clip.style for piece in chain}
    style = styles.pop() if len(styles) == 1 else None
    stops = contents[0] in LOCOMOTION and contents[1] not in LOCOMOTION
    wording = word(contents, style, stops, CAPTIONS, rng)
    parts = tuple(
        CompositePart(p.clip.id, p.start, p.end, text) for p, text in zip(chain, wording.parts, strict=True)
    )
    return Composite(name, "train", parts, sum(p.end - p.start for p in chain), wording.captions)


def _quotas(shares: list[float], count: int) -> list[int]:
    """Whole numbers that add up to `count`, by largest remainder."""
    exact = np.array(shares) / sum(shares) * count
    whole = np.floor(exact).astype(int)
    for index in np.argsort(whole - exact, kind="stable")[: count - int(whole.sum())]:
        whole[index] += 1
    return whole.tolist()
