"""The residual quantizer: nearest codes, straight-through gradients, codebooks that follow the data."""

import torch

from kinemind.tokenizer.quantizer import ResidualQuantizer


def quantizer(levels: int = 2, num_codes: int = 32, dim: int = 8) -> ResidualQuantizer:
    torch.manual_seed(0)
    made = ResidualQuantizer(levels, num_codes, dim, decay=0.9)
    vectors = torch.randn(4096, dim)
    for _ in range(30):
        made(vectors, torch.ones(len(vectors), dtype=torch.bool), update=True)
    return made


def test_picks_the_nearest_code():
    made = quantizer()
    vectors = torch.randn(100, 8)
    distances = torch.cdist(vectors, made.codebooks[0])
    assert torch.equal(made.nearest(0, vectors), distances.argmin(-1))


def test_each_level_lowers_the_error():
    made = quantizer(levels=4)
    vectors = torch.randn(500, 8)
    codes = made(vectors, torch.ones(500, dtype=torch.bool)).codes
    errors = [(made.lookup(codes[:, : q + 1]) - vectors).square().mean().item() for q in range(4)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.5 * errors[0]


def test_gradient_goes_straight_through():
    made = quantizer()
    vectors = torch.randn(10, 8, requires_grad=True)
    made(vectors, torch.ones(10, dtype=torch.bool)).vectors.sum().backward()
    assert torch.equal(vectors.grad, torch.ones(10, 8))


def test_dead_codes_start_again():
    made = quantizer(levels=1)
    made.codebooks[0, :5] = 1e3
    made.sums[0, :5] = 1e3
    made.counts[0, :5] = 1e-6
    vectors = torch.randn(4096, 8)
    made(vectors, torch.ones(4096, dtype=torch.bool), update=True)
    assert made.codebooks[0, :5].abs().max() < 10


def test_masked_vectors_do_not_move_the_codebook():
    first, second = quantizer(), quantizer()
    vectors = torch.randn(64, 8)
    padded = torch.cat([vectors, torch.full((64, 8), 50.0)])
    keep = torch.arange(128) < 64
    torch.manual_seed(1)
    first(vectors, torch.ones(64, dtype=torch.bool), update=True)
    torch.manual_seed(1)
    second(padded, keep, update=True)
    torch.testing.assert_close(first.codebooks, second.codebooks)


def test_evaluation_changes_nothing():
    made = quantizer()
    before = made.codebooks.clone()
    made(torch.randn(50, 8), torch.ones(50, dtype=torch.bool))
    assert torch.equal(before, made.codebooks)
