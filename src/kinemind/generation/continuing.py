"""Going on from a motion that is there: its end as tokens begins the answer, its frames stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.bundle import Bundle
from kinemind.compose import bone_lengths, continue_from, decay, restore_bones
from kinemind.errors import InputError
from kinemind.features import encode
from kinemind.generation.composing import Row, check_seconds, draw_rows, plan_parts, take_of
from kinemind.generation.limits import DEFAULT_SECONDS, PLAN_DRAFTS, TEXT_TO_MOTION, check_seeds
from kinemind.generation.parts import fitted
from kinemind.generation.stretches import Stretch
from kinemind.generation.take import Take
from kinemind.generation.unrolling import pose_of_bones
from kinemind.language.policy import Policy
from kinemind.language.sampling import Sampling
from kinemind.motion import Motion, Step
from kinemind.skeletons import Skeleton
from kinemind.tokenizer import MIN_FRAMES, MotionTokenizer

TAIL_LATENTS = 16
"""Latent frames of the old motion that are read (3.2 s of nano's); the policy is shown the last of them."""
REACH_SECONDS = 0.6
"""How long after the seam the new part takes up what does not meet; twice what a join of two parts has on
each side, since here the old side stays as it is."""


@dataclass(frozen=True, eq=False)
class Continuation:
    """`take`: the new part alone, in place, at the old motion's frame rate; `whole`: old frames, then new."""

    take: Take
    whole: Motion


def continue_motion(
    policy: Policy,
    bundle: Bundle,
    motion: Motion,
    script: Sequence[Stretch],
    text: str,
    seed: int = 0,
    *,
    max_seconds: float = DEFAULT_SECONDS,
    sampling: Sampling = TEXT_TO_MOTION,
    plan_drafts: int = PLAN_DRAFTS,
) -> Continuation:
    """What a script asks for, from where and how `motion` ends; `max_seconds` bound the new part.

    The new part has the old one's bones, and meets its last frames in place, heading, pose and velocity.
    Raises InputError for another skeleton, a motion too short to be read, and as `compose_many` does.
    """
    check_seeds([seed])
    check_seconds(max_seconds)
    tail = tail_tokens(bundle.motion_tokenizer, motion)
    parts = fitted(plan_parts(policy, bundle, [script], [seed], plan_drafts)[0], max_seconds)
    row = Row(text, parts, seed, list(tail), given=len(tail))
    draw_rows(policy, bundle, [row], max_seconds, sampling)
    joints = laid_on(motion, _decoded(bundle.motion_tokenizer, row, motion.fps))
    new = Motion(joints, motion.fps, motion.skeleton)
    take = take_of(bundle, row, new)
    steps = motion.steps or ((Step(motion.text, 0.0, motion.seconds),) if motion.text else ())
    later = [Step(s.text, s.start + motion.seconds, s.end + motion.seconds) for s in take.steps]
    whole = Motion(
        np.concatenate([motion.joints, new.joints]), motion.fps, motion.skeleton, text=text,
        steps=(*steps, *later),
    )  # fmt: skip
    return Continuation(take, whole)


def tail_tokens(tokenizer: MotionTokenizer, motion: Motion) -> tuple[int, ...]:
    """Tokens of the end of a motion, up to its last frame.  Raises InputError as `MotionTokenizer.encode`."""
    layout, step = tokenizer.layout, tokenizer.frames_per_latent
    if motion.skeleton.name != layout.skeleton.name:
        raise InputError(
            f"the bundle goes on from {layout.skeleton.name} motions, this one is {motion.skeleton.name}"
        )
    ratio = layout.fps / motion.fps
    # so many frames that the last one has its place at the other rate as well
    spans = [
        count for count in range(1, len(motion)) if abs(count * ratio - round(count * ratio)) < 1e-3
    ] or [len(motion) - 1]
    wanted = [count for count in spans if count * ratio >= TAIL_LATENTS * step]
    frames = (wanted[0] if wanted else spans[-1]) + 1
    joints = motion[len(motion) - frames :].resample(layout.fps).joints
    latents = min((len(joints) - 1) // step, TAIL_LATENTS)
    if latents * step < MIN_FRAMES:
        raise InputError(
            f"the motion has {motion.seconds:.1f} s; to go on from it at least "
            f"{(MIN_FRAMES + 1) / layout.fps:.2f} s are needed"
        )
    features = encode(joints[-latents * step - 1 :].astype(np.float64), layout.skeleton)
    return tuple(int(token) for token in tokenizer.encode_features(features))


def _decoded(tokenizer: MotionTokenizer, row: Row, fps: float) -> Float[np.ndarray, "T J 3"]:
    """The new part at the old rate; its first frame is the old part's last one as the tokens tell it."""
    whole = tokenizer.decode(row.tokens)
    first = row.given // tokenizer.num_levels * tokenizer.frames_per_latent
    return whole[first:].resample(fps).joints.astype(np.float64)


def laid_on(motion: Motion, later: Float[np.ndarray, "T J 3"]) -> Float[np.ndarray, "S J 3"]:
    """`later` without its first frame, put where that frame meets the last one of `motion`.

    On the old one's bones; what does not meet is taken up by an offset that decays within REACH_SECONDS of
    the new part alone.
    """
    skeleton = motion.skeleton
    old = motion.joints.astype(np.float64)
    later = _on_bones(later, bone_lengths(old[-round(5 * motion.fps) :], skeleton), skeleton)
    placed = continue_from(old[:-1], later, skeleton)[1:]
    reach = min(round(REACH_SECONDS * motion.fps), len(placed))
    if reach < 3 or len(old) < 3:
        return placed
    jerks = np.diff(np.concatenate([old[-3:], placed[:3]]), n=3, axis=0)
    offset = np.tensordot(decay(0, reach), jerks, axes=1)
    # the last frame's own bones, where they are not those of the rest, are left as gradually
    share = np.linspace(1.0, 0.0, reach + 1)[1:, None]
    lengths = share * bone_lengths(old[-1:], skeleton) + (1 - share) * bone_lengths(placed, skeleton)
    like = np.stack([pose_of_bones(own, skeleton) for own in lengths])
    return np.concatenate([restore_bones(placed[:reach] + offset, like, skeleton), placed[reach:]])


def _on_bones(
    joints: Float[np.ndarray, "T J 3"], lengths: Float[np.ndarray, " K"], skeleton: Skeleton
) -> Float[np.ndarray, "T J 3"]:
    """The same directions with bones of these lengths; the path grows with the legs."""
    own = bone_lengths(joints, skeleton)
    leg = [joint - 1 for joint in skeleton.leg]
    scale = lengths[leg].sum() / max(float(own[leg].sum()), 1e-6)
    moved = joints + (scale - 1.0) * joints[:, :1]
    return restore_bones(moved, np.broadcast_to(pose_of_bones(lengths, skeleton), joints.shape), skeleton)
