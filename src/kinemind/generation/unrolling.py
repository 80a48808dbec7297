"""Joints of motion tokens that are still coming in: pieces that never change once they are given out.

The decoder is a stack of convolutions that reaches `reach` latent frames to either side (23 of nano's,
4.6 s), but what lies far ahead hardly matters.  A piece is decoded as soon as `ahead` latent frames after it
are known, from everything behind it that can matter; heading, place and bones are carried on from piece to
piece.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float

from kinemind.compose import bone_lengths, restore_bones
from kinemind.features import recover_from_positions
from kinemind.features.decode import recover_root
from kinemind.features.normalisation import NormalisedFeatures
from kinemind.motion import Motion
from kinemind.skeletons import Skeleton
from kinemind.tokenizer import MotionTokenizer
from kinemind.tokenizer.vqvae import VQVAEConfig

AHEAD = 11
"""Latent frames after a piece that it waits for (2.2 s of nano's motion, tens of milliseconds to draw).
Beyond them the last one is held.  Mean distance to decoding at once, over 13 takes of 8 to 30 s, place and
heading included: 16 mm, the pose alone 8 mm (7 mm are the bones' own), against 99 and 11 mm with 5."""
PIECE = 4
"""Latent frames of a piece: 0.8 s of nano's."""


def reach(config: VQVAEConfig) -> int:
    """Latent frames on either side that a decoded frame can depend on.

    Two kernels of 3 at the latent rate, then at each rate the dilated kernels of 3 of its blocks, the kernel
    after it is doubled, and the last two at the frame rate.
    """
    total, rate = 1.0, 1.0
    for _ in range(config.down_steps):
        total += sum(config.dilation_growth**i for i in range(config.depth)) / rate
        rate *= 2
        total += 1.0 / rate
    return int(np.ceil(total + 2.0 / rate)) + 1


class Unrolling:
    """One motion in the making.  The pieces depend on the tokens, not on how many come at a time.

    `ahead` at `reach` gives what decoding all tokens at once gives, but for the bones.
    """

    def __init__(self, tokenizer: MotionTokenizer, ahead: int = AHEAD, piece: int = PIECE) -> None:
        self.tokenizer, self.ahead, self.piece = tokenizer, ahead, piece
        self._reach = reach(tokenizer.model.config)
        self._codes = np.zeros((0, tokenizer.num_levels), np.int64)
        self._tokens: list[int] = []
        self._first = self._done = 0  # latent frames: the first one kept, and those given out
        self._last: Float[np.ndarray, "1 D"] | None = None
        self._closed = False
        self._angle, self._place = 0.0, np.zeros(3)
        self._rest: Float[np.ndarray, "J 3"] | None = None
        self._joints: list[Float[np.ndarray, "_ J 3"]] = []

    def feed(self, tokens: Sequence[int]) -> list[Float[np.ndarray, "_ J 3"]]:
        """Take in more tokens; the pieces, in metres, that are final by them."""
        self._tokens += tokens
        whole = len(self._tokens) // self.tokenizer.num_levels * self.tokenizer.num_levels
        if whole:
            codes = self.tokenizer.unflatten(self._tokens[:whole])
            self._codes, self._tokens = np.concatenate([self._codes, codes]), self._tokens[whole:]
        found = []
        while self._first + len(self._codes) >= self._done + self.piece + self.ahead:
            found.append(self._next(self._done + self.piece))
        return found

    def close(self) -> list[Float[np.ndarray, "_ J 3"]]:
        """The rest, now that no more tokens come."""
        self._closed = True
        end = self._first + len(self._codes)
        return [self._next(end)] if end > self._done else []

    @property
    def motion(self) -> Motion:
        """All pieces so far."""
        return Motion(np.concatenate(self._joints), self.tokenizer.layout.fps, self.tokenizer.layout.skeleton)

    @torch.no_grad()
    def _next(self, end: int) -> Float[np.ndarray, "_ J 3"]:
        tokenizer, step = self.tokenizer, self.tokenizer.frames_per_latent
        stop = min(end + self.ahead, self._first + len(self._codes))
        known = self._codes[: stop - self._first]
        held = 0 if self._closed else max(self._reach - (stop - end), 0)
        codes = torch.from_numpy(np.concatenate([known, np.repeat(known[-1:], held, 0)]))[None]
        values = tokenizer.model.decode(codes.to(tokenizer.device))[0].float().cpu().numpy()
        rows = tokenizer.normalisation.restore(NormalisedFeatures(values))[: len(known) * step]
        piece = rows[(self._done - self._first) * step : (end - self._first) * step]
        joints = self._placed(piece)
        skeleton = tokenizer.layout.skeleton
        if self._rest is None:  # the bones of all that is known now, so that a first piece has enough
            lengths = bone_lengths(recover_from_positions(rows, skeleton), skeleton)
            self._rest = pose_of_bones(lengths, skeleton)
        rest = np.broadcast_to(self._rest, joints.shape)
        given = restore_bones(joints, rest, skeleton).astype(np.float32)
        self._joints.append(given)
        self._done = end
        first = max(self._done - self._reach, self._first)
        self._codes, self._first = self._codes[first - self._first :], first
        return given

    def _placed(self, piece: Float[np.ndarray, "T D"]) -> Float[np.ndarray, "T J 3"]:
        """Joints of the piece's features where and as the last frame before it leaves off."""
        rows = piece if self._last is None else np.concatenate([self._last, piece])
        rows = rows.astype(np.float64)
        sine, cosine, _ = recover_root(rows, self.tokenizer.layout)
        joints = recover_from_positions(rows, self.tokenizer.layout.skeleton)
        s, c = np.sin(self._angle), np.cos(self._angle)
        x, y, z = joints[..., 0], joints[..., 1], joints[..., 2]
        turned = np.stack([c * x - s * z, y, s * x + c * z], axis=-1)
        turned = turned + self._place
        self._angle += float(np.arctan2(sine[-1], cosine[-1]))
        self._place = np.array([turned[-1, 0, 0], 0.0, turned[-1, 0, 2]])
        fresh = turned if self._last is None else turned[1:]
        self._last = piece[-1:]
        return np.asarray(fresh)


def pose_of_bones(lengths: Float[np.ndarray, " K"], skeleton: Skeleton) -> Float[np.ndarray, "J 3"]:
    """Any pose whose bones have these lengths."""
    joints = np.zeros((skeleton.num_joints, 3))
    for joint, parent in enumerate(skeleton.parents[1:], start=1):
        joints[joint] = joints[parent] + [0.0, lengths[joint - 1], 0.0]
    return joints
