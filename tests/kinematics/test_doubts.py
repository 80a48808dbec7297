"""Bodies of no size, in other units or with another axis up; motions seen too rarely."""

import numpy as np
import pytest

from kinemind.corpora.synthetic import perform
from kinemind.errors import InputError
from kinemind.kinematics.doubts import doubts, require_body
from kinemind.motion import Motion
from tests.standing import standing


def test_a_body_of_no_size_is_refused() -> None:
    with pytest.raises(InputError, match="one place"):
        require_body(Motion(np.zeros((9, 22, 3)), 20))
    require_body(Motion(standing(), 20))


@pytest.mark.parametrize("kind", ["walk-forward", "run", "bow", "sit", "squat", "jump"])
def test_z_up_and_other_units_are_noticed(kind: str) -> None:
    motion = perform(kind, seed=3)
    assert not doubts(motion)
    for factor in (4.0, 0.01):
        (sentence,) = doubts(Motion(motion.joints * factor, 20))
        assert "metres" in sentence
    if kind in ("walk-forward", "run", "jump"):
        (sentence,) = doubts(Motion(motion.joints[..., [2, 0, 1]], 20))
        assert "z up" in sentence


def test_few_frames_a_second_are_noticed() -> None:
    (sentence,) = doubts(perform("walk-forward", seed=3).resample(3))
    assert "3 frames" in sentence


def test_real_bodies_are_not_doubted(shared) -> None:
    from kinemind.corpora import open_data

    clips = open_data(shared / "data").clips("train")
    assert not [clip.id for clip in clips[::5] if doubts(clip.motion)]
