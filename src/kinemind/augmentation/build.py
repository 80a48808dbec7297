"""New composites out of train clips: wanted sequences, nearest cuts, words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from kinemind.augmentation.chains import Library, Piece
from kinemind.augmentation.mirror import with_mirrors
from kinemind.augmentation.sequences import GROUPS, Group, draw
from kinemind.augmentation.takes import pools
from kinemind.augmentation.telling import word
from kinemind.corpora import Clip, Composite, CompositePart, Corpus
from kinemind.errors import InputError

MOST_USES = 40
"""Composites that one clip may be part of, of 1500; of more composites as many more."""
LINKS = (300, 900)
"""Links between two pools, at most, of few composites and of 6000."""
CAPTIONS = 3
MISSES = 12
"""Sequences of a group in a row that the clips cannot show, after which the others get its part."""


def build(corpus: Corpus, seed: int = 0, count: int = 1500) -> list[Composite]:
    """About `count` new composites from the train clips of a corpus and their mirrored twins.

    Deterministic in the seed.  Parts name clips by id, `…#mirror` for twins: `with_mirrors` gives the table
    to look them up in.  Fewer come back where too few clips are near enough (limits: `nearness`).
    """
    rng = np.random.default_rng(seed)
    table = with_mirrors(corpus.clips("train"))
    library = Library(
        pools(table, rng),
        most_uses=max(MOST_USES, MOST_USES * count // 1500),
        most_links=min(max(LINKS[0], LINKS[1] * count // 6000), LINKS[1]),
    )
    found: list[Composite] = []
    open_groups = dict(GROUPS)
    while open_groups and len(found) < count:
        quotas = _quotas([group.part for group in open_groups.values()], count - len(found))
        for (name, group), number in zip(list(open_groups.items()), quotas, strict=True):
            chains = _chains(library, group, number, rng)
            for chain in chains:
                found.append(_composite(f"aug_{seed}_{len(found):05d}", chain, rng))
            if len(chains) < number:  # what a group cannot give is shared out among the others
                del open_groups[name]
    refuse_foreign(found, table)
    return found


def refuse_foreign(recipes: Iterable[Composite], table: Mapping[str, Clip]) -> None:
    """Raises InputError where a recipe has a part that is not a train clip, or is itself of another split."""
    for recipe in recipes:
        for part in recipe.parts:
            clip = table.get(part.clip)
            if recipe.split != "train" or clip is None or clip.split != "train":
                raise InputError(f"the composite {recipe.id} uses {part.clip}, which is no train clip")


def _chains(library: Library, group: Group, number: int, rng: np.random.Generator) -> list[list[Piece]]:
    """Up to `number` chains of sequences drawn from a group."""
    found: list[list[Piece]] = []
    misses = 0
    while len(found) < number and misses < MISSES:
        chain = library.take_chain(draw(group, rng))
        if chain is None:
            misses += 1
            continue
        misses = 0
        found.append(chain)
    return found


def _composite(name: str, chain: list[Piece], rng: np.random.Generator) -> Composite:
    styles = {piece.take.clip.style for piece in chain}
    style = styles.pop() if len(styles) == 1 else None
    wording = word(tuple(piece.take.content for piece in chain), style, CAPTIONS, rng)
    parts = tuple(
        CompositePart(p.take.clip.id, p.start, p.end, text)
        for p, text in zip(chain, wording.parts, strict=True)
    )
    return Composite(name, "train", parts, sum(p.frames for p in chain), wording.captions)


def _quotas(shares: list[float], count: int) -> list[int]:
    """Whole numbers that add up to `count`, by largest remainder."""
    exact = np.array(shares) / sum(shares) * count
    whole = np.floor(exact).astype(int)
    for index in np.argsort(whole - exact, kind="stable")[: count - int(whole.sum())]:
        whole[index] += 1
    return whole.tolist()
