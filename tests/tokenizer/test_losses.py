"""The tokenizer's losses, and foremost the slide term against the metric it stands for."""

import numpy as np
import pytest
import torch

from kinemind.corpora import open_data
from kinemind.features import HUMANML263, encode, recover_from_positions
from kinemind.metrics.plausibility.foot_slide import foot_slide
from kinemind.metrics.plausibility.jerk import jerk
from kinemind.metrics.plausibility.toes import sliding_contacts, toe_offset
from kinemind.tokenizer.losses import excess_slide, lacking_jerk, tokenizer_loss
from kinemind.training.windows import floor_height

TOES = list(HUMANML263.skeleton.feet[1::2])


@pytest.fixture(scope="module")
def walk(shared) -> torch.Tensor:
    """Joints [1, 64, 22, 3] of a real walk."""
    clip = next(c for c in open_data(str(shared / "data")).clips("val") if "walk" in c.captions[0].text)
    features = encode(clip.motion.joints[:65].astype(np.float64))
    return torch.from_numpy(recover_from_positions(features))[None]


def slide(ours: torch.Tensor, theirs: torch.Tensor, frames: int | None = None) -> torch.Tensor:
    mask = torch.ones(ours.shape[:2], dtype=torch.bool)
    if frames is not None:
        mask[:, frames:] = False
    floor = torch.tensor([toe_offset(one.numpy()) for one in theirs], dtype=ours.dtype)
    return excess_slide(ours, theirs, mask, floor, HUMANML263)


def glided(joints: torch.Tensor, metres_a_frame: float) -> torch.Tensor:
    """The whole body pushed along by its path, away from where it already goes."""
    way = joints[0, -1, 0, [0, 2]] - joints[0, 0, 0, [0, 2]]
    push = torch.zeros(3, dtype=joints.dtype)
    push[[0, 2]] = way / way.norm() * metres_a_frame
    return joints + torch.arange(joints.shape[1])[:, None, None] * push


def test_the_true_motion_slides_no_more_than_itself(walk: torch.Tensor):
    assert slide(walk, walk).item() == 0.0


def test_a_glided_motion_costs_what_the_metric_says(walk: torch.Tensor):
    pushed = glided(walk, 0.01)
    contact = torch.from_numpy(sliding_contacts(walk[0].numpy(), 20.0))
    assert 0 < contact.float().mean() < 1
    ways = [(x[0, 1:, TOES] - x[0, :-1, TOES])[..., [0, 2]].norm(dim=-1) for x in (pushed, walk)]
    expected = torch.relu(ways[0] - ways[1])[contact].mean()
    rise = foot_slide(pushed[0].numpy(), 20.0) - foot_slide(walk[0].numpy(), 20.0)
    assert expected.item() > 0.007 and rise == pytest.approx(expected.item() * 1e3, rel=0.15)
    # where the true toe swings, the pushed one is as high and steady, and its longer way weighs as little
    assert expected.item() <= slide(pushed, walk).item() <= expected.item() * 1.2
    assert slide(glided(walk, 0.02), walk) > slide(pushed, walk)


def test_the_path_of_the_root_counts(walk: torch.Tensor):
    """A body that walks on the spot has the true local feet, but they slide."""
    still = walk.clone()
    still[..., [0, 2]] -= walk[:, :, :1, [0, 2]]
    local = [x - x[:, :, :1] for x in (still, walk)]
    torch.testing.assert_close(local[0][..., [0, 2]], local[1][..., [0, 2]])
    assert slide(still, walk).item() > 0.005


def test_a_dragged_foot_is_lifted_and_not_slowed_down(walk: torch.Tensor):
    dragged = walk.clone()
    low = torch.tensor(toe_offset(walk[0].numpy())) + 0.02
    dragged[:, :, TOES, 1] = torch.minimum(dragged[:, :, TOES, 1], low)
    assert foot_slide(dragged[0].numpy(), 20.0) > foot_slide(walk[0].numpy(), 20.0)
    dragged.requires_grad_()
    loss = slide(dragged, walk)
    loss.backward()
    gradient = dragged.grad[0, :, TOES]
    assert loss.item() > 0 and not gradient[..., [0, 2]].any()
    assert gradient[..., 1].sum() < 0  # a step against it goes up
    higher = dragged.detach().clone()
    higher[:, :, TOES, 1] = walk[:, :, TOES, 1]
    assert slide(higher, walk).item() == 0.0


def test_a_body_that_floats_gains_nothing(walk: torch.Tensor):
    """A dragging foot costs the same with the whole body lifted: only lifting the foot alone helps."""
    dragged = walk.clone()
    low = torch.tensor(toe_offset(walk[0].numpy())) + 0.02
    dragged[:, :, TOES, 1] = torch.minimum(dragged[:, :, TOES, 1], low)
    up = torch.tensor([0.0, 0.1, 0.0], dtype=walk.dtype)
    torch.testing.assert_close(slide(dragged + up, walk), slide(dragged, walk))
    lift = torch.zeros(1, dtype=walk.dtype, requires_grad=True)
    slide(dragged + lift * up, walk).backward()
    assert abs(lift.grad.item()) < 1e-12


def test_hopping_out_of_contact_and_sinking_into_the_floor_cost(walk: torch.Tensor):
    hopping = walk.clone()
    hopping[:, ::2, TOES, 1] += 0.01
    in_contact = [sliding_contacts(x[0].numpy(), 20.0).mean() for x in (hopping, walk)]
    assert in_contact[0] < in_contact[1] / 2  # the metric no longer looks at most of them
    assert slide(hopping, walk).item() > 0.005
    sunk = walk.clone()
    sunk[..., 1] -= walk[..., 1].min() + 0.02
    depth = torch.relu(-sunk[:, 1:, TOES, 1])
    contact = sliding_contacts(walk[0].numpy(), 20.0)
    assert slide(sunk, walk).item() == pytest.approx(depth.sum().item() / contact.sum(), rel=1e-3)


def test_masked_frames_do_not_count(walk: torch.Tensor):
    late = walk.clone()
    late[:, 40:] = glided(walk, 0.05)[:, 40:]
    assert slide(late, walk).item() > 0 and slide(late, walk, frames=40).item() == 0.0
    assert slide(late, walk, frames=0).item() == 0.0  # no contact, no division by zero


def test_the_floor_is_the_clips_own(walk: torch.Tensor):
    """The same motion on a stage of 30 cm, with the floor told, slides alike; without it no toe stands."""
    up = torch.tensor([0.0, 0.3, 0.0], dtype=walk.dtype)
    pushed = glided(walk, 0.01)
    torch.testing.assert_close(slide(pushed + up, walk + up), slide(pushed, walk))
    mask, zero = torch.ones(walk.shape[:2], dtype=torch.bool), torch.zeros(1, dtype=walk.dtype)
    assert excess_slide(pushed + up, walk + up, mask, zero, HUMANML263).item() < 1e-6
    features = encode(walk[0].numpy())
    recovered = recover_from_positions(features)
    assert floor_height(features, HUMANML263) == pytest.approx(toe_offset(recovered))


def test_jerk_is_compared_in_amount(walk: torch.Tensor):
    mask = torch.ones(walk.shape[:2], dtype=torch.bool)
    flat = walk.clone()
    flat[:, 1:-1] = (walk[:, 2:] + walk[:, 1:-1] + walk[:, :-2]) / 3
    lacking = lacking_jerk(flat, walk, mask, 20.0).item()
    assert lacking_jerk(walk, walk, mask, 20.0).item() == 0.0
    assert lacking == pytest.approx(jerk(walk[0].numpy(), 20.0) - jerk(flat[0].numpy(), 20.0), rel=0.05)
    # the same jerk elsewhere in the window lacks nothing
    torch.testing.assert_close(lacking_jerk(walk.flip(1), walk, mask, 20.0).item(), 0.0, atol=1e-6, rtol=0)


def test_all_terms_vanish_at_the_target_and_grow_away_from_it(walk: torch.Tensor):
    target = torch.from_numpy(encode(walk[0].numpy())[None, :60]).float()
    mask, size = torch.ones(1, 60, dtype=torch.bool), HUMANML263.size
    mean, std = torch.zeros(size), torch.ones(size)
    exact = tokenizer_loss(target, target, mask, mean, std, HUMANML263)
    assert exact.features == exact.slide == exact.jerk == 0 and exact.joints < 1e-2 and exact.mpjpe_mm < 0.2
    away = (target + 0.01 * torch.sin(torch.arange(60.0))[:, None]).requires_grad_()
    terms = tokenizer_loss(away, target, mask, mean, std, HUMANML263)
    for name in ("features", "velocity", "joints", "slide", "jerk"):
        assert getattr(terms, name) > getattr(exact, name)
    terms.slide.backward()
    moved = away.grad[0].any(0)
    assert moved[HUMANML263.root_velocity].all() and moved[HUMANML263.yaw_velocity].all()
    assert not moved[HUMANML263.rotations].any()
