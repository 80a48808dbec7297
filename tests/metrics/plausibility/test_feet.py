"""Feet that slide and bodies that hover, by figures that are known."""

import numpy as np
import pytest

from kinemind.metrics.plausibility.float_ratio import float_ratio
from kinemind.metrics.plausibility.foot_slide import foot_slide
from kinemind.metrics.plausibility.toes import sliding_contacts
from kinemind.skeletons import HUMANML22
from tests.standing import standing


def test_slide_is_millimetres_a_frame() -> None:
    joints = standing()
    assert foot_slide(joints, 20) == 0
    joints[..., 2] += 0.004 * np.arange(60)[:, None]
    assert foot_slide(joints, 20) == pytest.approx(4.0)


def test_slide_counts_from_the_clips_own_toe_height() -> None:
    joints = standing()
    joints[..., 2] += 0.004 * np.arange(60)[:, None]
    joints[..., 1] += 0.2
    assert foot_slide(joints, 20) == pytest.approx(4.0)


def test_a_toe_in_the_air_does_not_slide() -> None:
    joints = standing()
    joints[20:40, 11, 1] += 0.1
    joints[20:40, 11, 2] += 0.03 * np.arange(20)
    # the frame that lands it moves it back 0.57 m, but the toe is high in one of its frames
    assert foot_slide(joints, 20) == 0
    contact = sliding_contacts(joints, 20)
    assert contact[:, 0].all() and contact[:, 1].sum() == 59 - 21
    joints[..., 1] += np.arange(60)[:, None] * 0.01  # rises at 0.2 m/s
    assert np.isnan(foot_slide(joints, 20))


def test_slide_equals_a_loop_written_from_the_definition(rng: np.random.Generator) -> None:
    joints = standing(200)
    joints[:, [10, 11]] += np.cumsum(rng.normal(0, 0.006, (200, 2, 3)), axis=0)
    heights = [joints[t, j, 1] for t in range(200) for j in (10, 11)]
    offset, ways = np.percentile(heights, 5), []
    for t in range(199):
        for j in HUMANML22.feet[1::2]:
            low = max(joints[t, j, 1], joints[t + 1, j, 1]) - offset < 0.05
            if low and abs(joints[t + 1, j, 1] - joints[t, j, 1]) * 20 < 0.15:
                ways.append(np.hypot(*(joints[t + 1, j] - joints[t, j])[[0, 2]]))
    assert 20 < len(ways) < 380
    assert foot_slide(joints, 20) == pytest.approx(1000 * np.mean(ways), rel=1e-9)


def test_a_hovering_body_floats_but_a_jump_does_not() -> None:
    assert float_ratio(standing(), 20) == 0
    hovering, jumping, slow = standing(80), standing(80), standing(80)
    hovering[30:60, :, 1] += 0.3
    flight = np.polyval([-9.81 / 2, 9.81 * 0.225, 0.1], np.arange(10) / 20)
    jumping[30:40, :, 1] += flight[:, None]
    slow[30:40, :, 1] += 0.3
    assert float_ratio(hovering, 20) == pytest.approx(30 / 80)
    assert float_ratio(jumping, 20) == 0
    assert float_ratio(slow, 20) == pytest.approx(10 / 80)
