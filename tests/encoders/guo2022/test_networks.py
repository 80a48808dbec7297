"""The networks carry the published names and shapes, and compute what the equations say."""

import pytest
import torch
import torch.nn.functional as F

from kinemind.encoders.guo2022.networks import MotionEncoder, MovementEncoder, TextEncoder
from tests.encoders.guo2022.public_forward import gru_by_hand
from tests.encoders.guo2022.public_shapes import MOTION_ENCODER, TEXT_ENCODER, movement_encoder


@pytest.mark.parametrize(
    ("network", "shapes"),
    [
        (MovementEncoder(259), movement_encoder(263)),
        (MovementEncoder(247), movement_encoder(251)),
        (MotionEncoder(), MOTION_ENCODER),
        (TextEncoder(), TEXT_ENCODER),
    ],
)
def test_names_and_shapes_are_the_published_ones(network, shapes):
    assert {name: tuple(value.shape) for name, value in network.state_dict().items()} == shapes


@torch.no_grad()
def test_the_text_encoder_follows_the_equations_and_ignores_what_lies_behind_the_end():
    torch.manual_seed(0)
    network = TextEncoder().eval()
    state = network.state_dict()
    words, tags = torch.randn(1, 9, 300), torch.zeros(1, 9, 15)
    tags[0, range(9), [3, 1, 14, 0, 7, 9, 2, 2, 2]] = 1.0
    found = network(words, tags, torch.tensor([6]))

    read = words[0, :6] + tags[0, :6] @ state["pos_emb.weight"].T + state["pos_emb.bias"]
    read = read @ state["input_emb.weight"].T + state["input_emb.bias"]
    x = gru_by_hand(state, read) @ state["output_net.0.weight"].T + state["output_net.0.bias"]
    x = (x - x.mean()) / (x.var(correction=0) + 1e-5).sqrt()
    x = F.leaky_relu(x * state["output_net.1.weight"] + state["output_net.1.bias"], 0.2)
    expected = x @ state["output_net.3.weight"].T + state["output_net.3.bias"]
    torch.testing.assert_close(found[0], expected, atol=1e-5, rtol=1e-4)

    words[0, 6:], tags[0, 6:] = 100.0, 5.0
    torch.testing.assert_close(network(words, tags, torch.tensor([6])), found)


@torch.no_grad()
def test_rows_come_back_in_the_given_order():
    torch.manual_seed(1)
    network = MotionEncoder().eval()
    movements, lengths = torch.randn(3, 12, 512), torch.tensor([4, 12, 7])
    together = network(movements, lengths)
    for row in range(3):
        alone = network(movements[row : row + 1], lengths[row : row + 1])
        torch.testing.assert_close(together[row : row + 1], alone, atol=1e-5, rtol=1e-4)


def test_four_frames_make_one_movement():
    assert MovementEncoder(259).eval()(torch.zeros(2, 196, 259)).shape == (2, 49, 512)
