"""Head and symmetry of made-up figures."""

import numpy as np
import pytest

from kinemind.kinematics.body import Body
from kinemind.kinematics.head import head
from kinemind.kinematics.symmetry import symmetry
from kinemind.motion import Motion
from kinemind.skeletons import HUMANML22
from tests.standing import standing

FPS = 20.0


def bent(lean: np.ndarray, azimuth: np.ndarray) -> Body:
    """A standing figure whose head bone leans so many degrees out of the vertical, towards an azimuth
    (degrees, 0 = forward, positive left)."""
    joints = standing(len(lean)).copy()
    lean, azimuth = np.radians(lean), np.radians(azimuth)
    way = np.stack([np.sin(lean) * np.sin(azimuth), np.cos(lean), np.sin(lean) * np.cos(azimuth)], -1)
    joints[:, HUMANML22.index("head")] = joints[:, HUMANML22.index("neck")] + 0.12 * way
    return Body.of(Motion(joints, FPS))


def ramp(to: float) -> np.ndarray:
    """0 for three seconds, then up to `to` within a second, there for another one, back, and 0 again."""
    return np.interp(np.arange(160) / FPS, [3, 4, 5, 6], [0, to, to, 0])


def test_a_head_bent_forward_and_to_the_side() -> None:
    nod = head(bent(ramp(35.0), np.zeros(160)))
    assert nod.pitch == pytest.approx(35, abs=2) and abs(nod.tilt) < 1 and not nod.turns
    back = head(bent(ramp(-20.0), np.zeros(160)))
    assert back.pitch == pytest.approx(-20, abs=2)
    tilt = head(bent(ramp(25.0), np.full(160, 90.0)))
    assert tilt.tilt == pytest.approx(25, abs=2) and abs(tilt.pitch) < 2 and not tilt.turns


def test_a_turn_shows_where_the_bone_leans_and_not_where_it_is_upright() -> None:
    seen = head(bent(np.full(160, 30.0), ramp(50.0)))
    assert [np.sign(t.angle) for t in seen.turns] == [1, -1] and seen.turn_seen == 1
    assert seen.turns[0].angle == pytest.approx(50, abs=12)
    assert seen.turns[0].start == pytest.approx(3.0, abs=0.3)
    mirrored = head(bent(np.full(160, 30.0), -ramp(50.0)))
    assert mirrored.turns[0].angle == pytest.approx(-seen.turns[0].angle, abs=0.1)
    unseen = head(bent(np.full(160, 3.0), ramp(50.0)))
    assert not unseen.turns and unseen.turn_seen == 0


def test_symmetry_is_one_for_a_mirror_image_and_less_for_one_hand() -> None:
    joints = standing(20).copy()
    joints[:, :, 0] -= 0.5 * (joints[:, 1:2, 0] + joints[:, 2:3, 0])
    even = 0.5 * (joints + joints[:, HUMANML22.mirror_order] * np.array([-1.0, 1.0, 1.0]))
    assert symmetry(Body.of(Motion(even, FPS))) == pytest.approx(1.0, abs=1e-6)
    arm = [HUMANML22.index(name) for name in ("left_elbow", "left_wrist")]
    lifted = even.copy()
    lifted[:, arm, 1] += np.array([0.5, 1.0])
    assert 0.0 < symmetry(Body.of(Motion(lifted, FPS))) < 0.5
    both = lifted.copy()
    both[:, [HUMANML22.mirror_order[j] for j in arm], 1] += np.array([0.5, 1.0])
    assert symmetry(Body.of(Motion(both, FPS))) == pytest.approx(1.0, abs=1e-6)
