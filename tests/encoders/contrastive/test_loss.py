"""InfoNCE equals its definition, and captions that say the same do not push each other away."""

import math

import pytest
import torch
from torch.nn import functional as F

from kinemind.encoders.contrastive.loss import info_nce


def unit(rows: int, size: int = 6, seed: int = 0) -> torch.Tensor:
    torch.manual_seed(seed)
    return F.normalize(torch.randn(rows, size, dtype=torch.float64), dim=1)


def by_hand(text, motion, alike, temperature: float) -> float:
    """Both directions, one choice at a time, in plain Python."""
    total, rows = 0.0, len(text)
    for own in range(rows):
        for asked, answers in ((text, motion), (motion, text)):
            scores = [
                sum(a * b for a, b in zip(asked[own], answer, strict=True)) / temperature
                for answer in answers
            ]
            choices = [scores[j] for j in range(rows) if j == own or not alike[own][j]]
            total -= scores[own] - math.log(sum(math.exp(score) for score in choices))
    return total / (2 * rows)


@pytest.mark.parametrize("temperature", [0.07, 0.5])
def test_it_is_the_definition(temperature: float):
    text, motion = unit(5, seed=1), unit(5, seed=2)
    alike = torch.eye(5).bool()
    alike[0, 3] = alike[3, 0] = alike[1, 2] = alike[2, 1] = True
    expected = by_hand(text.tolist(), motion.tolist(), alike.tolist(), temperature)
    assert float(info_nce(text, motion, alike, temperature)) == pytest.approx(expected, abs=1e-12)
    apart = torch.zeros(5, 5).bool()  # the diagonal is the own pair, whatever the matrix says
    expected = by_hand(text.tolist(), motion.tolist(), apart.tolist(), temperature)
    assert float(info_nce(text, motion, apart, temperature)) == pytest.approx(expected, abs=1e-12)


def test_what_says_the_same_gets_no_gradient_from_each_other():
    """Row 0's choice leaves pair 1 out: its own text is pulled by its own motion and pair 2 only."""
    text, motion = unit(3, seed=3).requires_grad_(), unit(3, seed=4)
    alike = torch.eye(3).bool()
    alike[0, 1] = alike[1, 0] = True
    info_nce(text, motion, alike, 0.1).backward()
    moved = motion.clone()
    moved[1] = unit(1, seed=5)[0]
    other = text.detach().clone().requires_grad_()
    info_nce(other, moved, alike, 0.1).backward()
    torch.testing.assert_close(text.grad[0], other.grad[0])  # type: ignore[index]
    assert not torch.allclose(text.grad[1], other.grad[1])  # type: ignore[index]
    assert not torch.allclose(text.grad[2], other.grad[2])  # type: ignore[index]


def test_a_batch_of_one_meaning_teaches_nothing():
    text, motion = unit(4, seed=6).requires_grad_(), unit(4, seed=7)
    loss = info_nce(text, motion, torch.ones(4, 4).bool(), 0.1)
    loss.backward()
    assert loss.item() == pytest.approx(0) and not text.grad.any()  # type: ignore[union-attr]


def test_matched_pairs_cost_less_than_shuffled_ones():
    motion = unit(16, seed=8)
    text = F.normalize(motion + 0.1 * unit(16, seed=9), dim=1)
    apart = torch.eye(16).bool()
    matched = float(info_nce(text, motion, apart, 0.1))
    assert matched < 0.5 < math.log(16) < float(info_nce(text.roll(1, 0), motion, apart, 0.1))


def test_nothing_but_chance_costs_the_logarithm_of_the_choices():
    same = torch.ones(8, 3, dtype=torch.float64) / math.sqrt(3)
    assert float(info_nce(same, same, torch.eye(8).bool(), 0.1)) == pytest.approx(math.log(8))
