"""The rounds: what is drawn with which seed, what is dropped, when reflection stops, what is chosen."""

from collections.abc import Mapping, Sequence

import pytest

from kinemind.chain_of_motion import Candidate, ChainOfMotion
from kinemind.chain_of_motion.rounds import Best, reflect
from kinemind.errors import InputError
from kinemind.language.critique import Critique
from kinemind.language.grammar import Parsed
from kinemind.language.policy import Sampled


class Scripted:
    """Answers whose worth is a table of (row, round, candidate); content with a worth of 9 or more."""

    def __init__(self, table: Mapping[tuple[int, int, int], float], count: int) -> None:
        self.table, self.count, self.round = table, count, -1
        self.drawn: list[tuple[list[int], list[int], list[Best | None]]] = []

    def draw(self, rows: Sequence[int], seeds: Sequence[int], best: Sequence[Best | None]) -> list[Sampled]:
        self.round += 1
        self.drawn.append((list(rows), list(seeds), list(best)))
        return [
            Sampled((row, self.round, place % self.count), "", Parsed("ok"), row, seed, True)
            for place, (row, seed) in enumerate(zip(rows, seeds, strict=True))
        ]

    def components(self, rows: Sequence[int], answers: Sequence[Sampled]) -> list[Mapping[str, float]]:
        return [{"worth": self.table.get(answer.ids, 0.0), "ignored": 100.0} for answer in answers]  # type: ignore[arg-type]

    def criticise(self, row: int, candidate: Candidate) -> Critique:
        return Critique("t2m", missing=() if candidate.components["worth"] >= 9 else (f"row {row}",))


def test_the_best_of_all_rounds_is_chosen_and_the_weak_are_dropped():
    table = {(0, 0, 1): 3.0, (0, 1, 1): 1.0, (0, 1, 2): 5.0, (0, 1, 3): 2.0, (0, 2, 0): 4.0}
    scripted = Scripted(table, 4)
    (chain,) = reflect(scripted, [7], ChainOfMotion(4, 2), {"worth": 2.0})
    assert chain.chosen == (1, 2) and chain.best.score == 10.0
    assert [len(one.candidates) for one in chain.rounds] == [4, 4, 4]
    assert [c.kept for c in chain.rounds[1].candidates] == [False, False, True, True]
    assert chain.to_json()["chosen"] == 6
    assert chain.rounds[0].critique == Critique("t2m", missing=("row 0",))


def test_reflection_is_told_the_best_so_far_and_what_is_wrong_with_it():
    scripted = Scripted({(0, 0, 0): 3.0, (0, 1, 1): 1.0}, 2)
    reflect(scripted, [7], ChainOfMotion(2, 2), {"worth": 1.0})
    told = [best for *_, best in scripted.drawn]
    assert told[0] == [None, None]
    for later in told[1:]:  # round 1 found nothing better: the best is still that of round 0
        assert all(b is not None and b.candidate.answer.ids == (0, 0, 0) for b in later)
        assert all(b is not None and b.critique.missing == ("row 0",) for b in later)


def test_a_row_with_nothing_wrong_takes_no_further_part():
    scripted = Scripted({(0, 0, 0): 9.0, (1, 1, 0): 9.5}, 2)
    first, second = reflect(scripted, [0, 0], ChainOfMotion(2, 3), {"worth": 1.0})
    assert [set(rows) for rows, *_ in scripted.drawn] == [{0, 1}, {1}]
    assert len(first.rounds) == 1 and len(second.rounds) == 2
    assert not first.rounds[-1].critique and second.chosen == (1, 0)


def test_seeds_are_all_different_and_the_first_is_that_of_plain_decoding():
    scripted = Scripted({}, 4)
    reflect(scripted, [3, 4], ChainOfMotion(4, 2), {"worth": 1.0})
    seeds = [seed for _, row, _ in scripted.drawn for seed in row]
    assert len(set(seeds)) == len(seeds) == 2 * 4 * 3
    assert scripted.drawn[0][1][0] == 3 and scripted.drawn[0][1][4] == 4


@pytest.mark.parametrize(("candidates", "steps"), [(0, 1), (65, 1), (1, -1), (1, 9)])
def test_numbers_that_cannot_be(candidates: int, steps: int):
    with pytest.raises(InputError, match="lies between"):
        ChainOfMotion(candidates, steps)


@pytest.mark.parametrize(
    "weights", [{"beauty": 1.0}, {"plan_agreement": -1.0}, {"plan_agreement": float("nan")}]
)
def test_weights_that_cannot_be(weights: dict[str, float]):
    with pytest.raises(InputError, match="Chain-of-Motion weighs"):
        ChainOfMotion(weights={"t2m": weights})
