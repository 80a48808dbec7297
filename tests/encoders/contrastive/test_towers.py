"""Both kinds of towers: unit vectors that padding does not change, and no weight without a gradient."""

import pytest
import torch

from kinemind.encoders.contrastive.config import ContrastiveConfig
from kinemind.encoders.contrastive.loss import info_nce
from kinemind.encoders.contrastive.motion_text import Towers
from kinemind.encoders.contrastive.towers import masked_mean, positions
from tests.encoders.contrastive.tiny import CONVOLUTION, TRANSFORMERS

FEATURES = 11
CONFIGS = [TRANSFORMERS, CONVOLUTION, CONVOLUTION.model_copy(update={"patch": 5})]


def towers_of(config: ContrastiveConfig) -> Towers:
    torch.manual_seed(1)
    return Towers(config, FEATURES).eval()


def rows(sizes: list[int], width: int) -> list[torch.Tensor]:
    torch.manual_seed(2)
    return [torch.randn(size, width) for size in sizes]


def batch(these: list[torch.Tensor], extra: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows padded with noise, which the mask must hide, to the longest and `extra` more."""
    longest = max(map(len, these)) + extra
    values, mask = (
        torch.randn(len(these), longest, these[0].shape[1]),
        torch.zeros(len(these), longest).bool(),
    )
    for number, row in enumerate(these):
        values[number, : len(row)], mask[number, : len(row)] = row, True
    return values, mask


@pytest.mark.parametrize("config", CONFIGS, ids=lambda c: f"{c.motion}-{c.patch}")
@pytest.mark.parametrize("side", ["motion", "text"])
def test_padding_changes_nothing(config: ContrastiveConfig, side: str):
    towers = towers_of(config)
    tower, width = (towers.motion, FEATURES) if side == "motion" else (towers.text, config.sentence_size)
    these = rows([5, 8, 9, 31, 40, 64], width)
    with torch.no_grad():
        together = tower(*batch(these))
        longer = tower(*batch(these, extra=23))
        alone = torch.cat([tower(*batch([row])) for row in these])
    assert together.shape == (len(these), config.dimension)
    torch.testing.assert_close(together.norm(dim=1), torch.ones(len(these)))
    torch.testing.assert_close(together, alone, atol=1e-5, rtol=0)
    torch.testing.assert_close(longer, alone, atol=1e-5, rtol=0)
    assert (alone[0] - alone[1]).norm() > 1e-2  # so that equality says something


@pytest.mark.parametrize("config", CONFIGS, ids=lambda c: f"{c.motion}-{c.patch}")
def test_every_weight_is_trained(config: ContrastiveConfig):
    towers = towers_of(config).train()
    motion = towers.motion(*batch(rows([12, 20, 33], FEATURES)))
    text = towers.text(*batch(rows([4, 7, 9], config.sentence_size)))
    info_nce(text, motion, torch.eye(3).bool(), 1 / towers.log_scale.exp()).backward()
    without = [name for name, p in towers.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    assert not without


def test_order_in_time_matters():
    for config in CONFIGS:
        towers = towers_of(config)
        row = rows([40], FEATURES)[0]
        with torch.no_grad():
            there, back = towers.motion(*batch([row])), towers.motion(*batch([row.flip(0)]))
        assert (there - back).norm() > 1e-3


def test_a_masked_mean_is_over_what_is_real():
    values = torch.tensor([[[1.0], [3.0], [99.0]], [[5.0], [99.0], [99.0]]])
    mask = torch.tensor([[True, True, False], [True, False, False]])
    torch.testing.assert_close(masked_mean(values, mask), torch.tensor([[2.0], [5.0]]))


def test_positions_differ_and_do_not_depend_on_how_many_follow():
    short, long = positions(5, 7, torch.device("cpu")), positions(50, 7, torch.device("cpu"))
    assert short.shape == (5, 7)
    torch.testing.assert_close(long[:5], short)
    assert torch.pdist(long).min() > 1e-2
