"""The three networks of the Guo-2022 evaluator, under the parameter names of its published checkpoints.

Guo et al., "Generating Diverse and Natural 3D Human Motions from Text", CVPR 2022; the public
implementation is EricGuo5513/text-to-motion, networks/modules.py (MovementConvEncoder,
MotionEncoderBiGRUCo, TextEncoderBiGRUCo).
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

WORD_SIZE, TAG_SIZE = 300, 15
MOVEMENT_SIZE, MOTION_WIDTH, TEXT_WIDTH = 512, 1024, 512
EMBEDDING_SIZE = 512
FRAMES_PER_MOVEMENT = 4


class MovementEncoder(nn.Module):
    """Normalised features without the foot contacts, to one snippet vector for every four frames."""

    def __init__(self, feature_size: int) -> None:
        super().__init__()
        # the published numbering counts the dropout (0.2) that is off wherever the evaluator is used
        self.main = nn.Sequential(
            nn.Conv1d(feature_size, MOVEMENT_SIZE, kernel_size=4, stride=2, padding=1),
            nn.Dropout(0.2),
            nn.LeakyReLU(0.2),
            nn.Conv1d(MOVEMENT_SIZE, MOVEMENT_SIZE, kernel_size=4, stride=2, padding=1),
            nn.Dropout(0.2),
            nn.LeakyReLU(0.2),
        )
        self.out_net = nn.Linear(MOVEMENT_SIZE, MOVEMENT_SIZE)

    def forward(self, features: Float[Tensor, "N T D"]) -> Float[Tensor, "N S M"]:
        """T a multiple of four gives S = T / 4."""
        return self.out_net(self.main(features.transpose(1, 2)).transpose(1, 2))


class _SequenceEncoder(nn.Module):
    """Both last states of a two-way GRU that starts from learnt states, projected into the common space."""

    def __init__(self, input_size: int, width: int) -> None:
        super().__init__()
        self.input_emb = nn.Linear(input_size, width)
        self.gru = nn.GRU(width, width, batch_first=True, bidirectional=True)
        self.output_net = nn.Sequential(
            nn.Linear(2 * width, width),
            nn.LayerNorm(width),
            nn.LeakyReLU(0.2),
            nn.Linear(width, EMBEDDING_SIZE),
        )
        self.hidden = nn.Parameter(torch.randn(2, 1, width))

    def _read(self, inputs: Float[Tensor, "N L D"], lengths: Int[Tensor, " N"]) -> Float[Tensor, "N E"]:
        # packing keeps the padding out of both directions and gives the rows back in their own order
        packed = pack_padded_sequence(
            self.input_emb(inputs), lengths.cpu(), batch_first=True, enforce_sorted=False
        )
        start = self.hidden.expand(-1, len(inputs), -1).contiguous()
        _, (forward, backward) = self.gru(packed, start)
        return self.output_net(torch.cat([forward, backward], dim=-1))


class MotionEncoder(_SequenceEncoder):
    """Snippet vectors, to one vector of the common space."""

    def __init__(self) -> None:
        super().__init__(MOVEMENT_SIZE, MOTION_WIDTH)

    def forward(self, movements: Float[Tensor, "N S M"], lengths: Int[Tensor, " N"]) -> Float[Tensor, "N E"]:
        """`lengths` counts snippets, not frames; each at least 1."""
        return self._read(movements, lengths)


class TextEncoder(_SequenceEncoder):
    """Word vectors and one-hot tags, to one vector of the common space."""

    def __init__(self) -> None:
        super().__init__(WORD_SIZE, TEXT_WIDTH)
        self.pos_emb = nn.Linear(TAG_SIZE, WORD_SIZE)

    def forward(
        self, words: Float[Tensor, "N L 300"], tags: Float[Tensor, "N L 15"], lengths: Int[Tensor, " N"]
    ) -> Float[Tensor, "N E"]:
        """`lengths` counts words with the markers of start and end; each at least 1."""
        return self._read(words + self.pos_emb(tags), lengths)
