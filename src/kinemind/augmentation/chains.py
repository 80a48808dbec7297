"""Chains of clips that show a sequence, cheapest joins first, no clip too often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from kinemind.augmentation import pieces
from kinemind.augmentation.nearness import Link, limits_of, links
from kinemind.augmentation.sequences import LAST_ONLY, LOCOMOTION, REST, SLOWING
from kinemind.augmentation.takes import Take

MOST_FRAMES = 300
WAY_FRAMES = {2: (36, 96), 3: (30, 76), 4: (26, 56)}
"""Locomotion at the outer ends of so many parts is cut to a length between these (frames): sequences stay
short and vary."""
WAY_BESIDE_TURN = (10, 34)
"""Frames of walking that are left before an opening turn, and after a closing one."""
SHORTEST_SLOWING = 8
LAST_REST, REST_BETWEEN = 18, 18
"""Frames of standing at the end, and between two ways, at least."""
REUSE_COST = 0.3
"""Added to the cost of a link for each earlier use of either clip."""
FOLLOWERS = {2: 1, 3: 6, 4: 4}
"""Links of a later join that are tried with each of an earlier one, by the number of parts."""
MOST_CANDIDATES = 4000


@dataclass(frozen=True)
class Piece:
    """Frames `start` to `end` (exclusive) of a clip as a part that shows `content`."""

    take: Take
    start: int
    end: int

    @property
    def frames(self) -> int:
        return self.end - self.start


@dataclass
class Library:
    """Pools of takes with their cuts, links and the chains they allow, made when first asked for.

    `most_uses`: composites that one clip may be part of as the same content; `most_links`: links between two
    pools.
    """

    pools: dict[str, list[Take]]
    most_uses: int = 40
    most_links: int = 300
    used: Counter[tuple[str, str]] = field(default_factory=Counter)
    taken: set[tuple[tuple[str, str], ...]] = field(default_factory=set)
    _ends: dict[str, pieces.Cuts] = field(default_factory=dict)
    _starts: dict[str, pieces.Cuts] = field(default_factory=dict)
    _links: dict[tuple[str, str], list[Link]] = field(default_factory=dict)
    _candidates: dict[tuple[str, ...], list[tuple[float, list[Link]]]] = field(default_factory=dict)

    def take_chain(self, contents: tuple[str, ...]) -> list[Piece] | None:
        """The cheapest chain not taken before, whose clips then count as used; None where none is left."""
        if contents not in self._candidates:
            self._candidates[contents] = self._chains(contents)
        best: tuple[float, list[Piece]] | None = None
        unfit: set[int] = set()
        for index, (cost, chain) in enumerate(self._candidates[contents]):
            if best is not None and cost >= best[0]:
                break
            keys = tuple(take.key for take in self._takes(contents, chain))
            uses = [self.used[key] for key in keys]
            cost += REUSE_COST * sum(uses)
            if max(uses) >= self.most_uses or keys in self.taken or (best is not None and cost >= best[0]):
                continue
            laid = self._lay(contents, chain)
            if _fits(laid):
                best = (cost, laid)
            else:
                unfit.add(index)
        if unfit:
            kept = [c for i, c in enumerate(self._candidates[contents]) if i not in unfit]
            self._candidates[contents] = kept
        if best is None:
            return None
        keys = tuple(piece.take.key for piece in best[1])
        self.taken.add(keys)
        self.used.update(keys)
        return best[1]

    def links(self, first: str, second: str) -> list[Link]:
        if (first, second) not in self._links:
            a, b = self.pools.get(first, []), self.pools.get(second, [])
            if not a or not b or first in LAST_ONLY:
                return []
            if first not in self._ends:
                self._ends[first] = pieces.ends(a)
            if second not in self._starts:
                self._starts[second] = pieces.starts(b)
            limits = limits_of(first, second)
            self._links[first, second] = links(
                a, b, self._ends[first], self._starts[second], limits, self.most_links
            )
        return self._links[first, second]

    def _chains(self, contents: tuple[str, ...]) -> list[tuple[float, list[Link]]]:
        """Cost and links of the chains of these contents, cheapest first; some may not fit."""
        steps = [self.links(a, b) for a, b in pairwise(contents)]
        followers = FOLLOWERS[len(contents)]
        grown = [(link.cost, [link]) for link in steps[0]]
        for step in steps[1:]:
            after: dict[int, list[Link]] = {}
            for link in step:
                after.setdefault(link.earlier, []).append(link)
            grown = [
                (cost + link.cost, [*chain, link])
                for cost, chain in grown
                for link in after.get(chain[-1].later, [])[:followers]
            ]
        grown.sort(key=lambda candidate: candidate[0])
        return grown[:MOST_CANDIDATES]

    def _takes(self, contents: tuple[str, ...], chain: list[Link]) -> list[Take]:
        numbers = [chain[0].earlier, *(link.later for link in chain)]
        return [self.pools[content][number] for content, number in zip(contents, numbers, strict=True)]

    def _lay(self, contents: tuple[str, ...], chain: list[Link]) -> list[Piece]:
        """The parts between the cuts of the links; locomotion at the outer ends is cut shorter."""
        takes = self._takes(contents, chain)
        firsts = [takes[0].first, *(link.start for link in chain)]
        lasts = [*(link.end for link in chain), takes[-1].last]
        laid = [Piece(take, a, b) for take, a, b in zip(takes, firsts, lasts, strict=True)]
        laid[0] = _shorter(laid[0], len(laid), at_end=False)
        laid[-1] = _shorter(laid[-1], len(laid), at_end=True)
        return laid


def _shorter(piece: Piece, parts: int, at_end: bool) -> Piece:
    """Locomotion without what leads far away from the rest, by a length that varies from clip to clip."""
    take = piece.take
    if take.content not in LOCOMOTION:
        return piece
    low, high = WAY_FRAMES[parts] if take.turned is None else WAY_BESIDE_TURN
    length = low + sum(map(ord, take.clip.id)) % (high - low)
    if take.turned is None:
        begin, end = piece.end - length, piece.start + length
    else:
        begin, end = take.turned[0] - length, take.turned[1] + length
    if at_end:
        return Piece(take, piece.start, min(piece.end, end))
    return Piece(take, max(piece.start, begin), piece.end)


def _fits(chain: list[Piece]) -> bool:
    if chain[-1].take.content == REST and chain[-1].frames < LAST_REST:
        return False
    for before, piece, after in zip(chain, chain[1:], chain[2:], strict=False):
        ways = before.take.content in LOCOMOTION and after.take.content in LOCOMOTION
        if piece.take.content == REST and ways and piece.frames < REST_BETWEEN:
            return False
    return sum(piece.frames for piece in chain) <= MOST_FRAMES and all(_long_enough(chain))


def _long_enough(chain: list[Piece]) -> Iterator[bool]:
    for piece in chain:
        if piece.take.content == SLOWING:
            yield piece.frames >= SHORTEST_SLOWING
        elif piece.take.content in LOCOMOTION:
            yield piece.frames >= min(pieces.SHORTEST, piece.take.clip.num_frames)
        else:
            yield piece.frames > 0
