"""Facts of a statue."""

import numpy as np

from kinemind.kinematics.facts import measure
from kinemind.motion import Motion
from tests.standing import standing


def test_facts_do_not_depend_on_place_heading_or_length_one() -> None:
    assert measure(Motion(standing(1), 20)).phases
    assert [p.label for p in measure(Motion(standing(40), 20)).phases] == ["stand"]
    moved = standing(40) + np.array([5.0, 0.0, 2.0])
    assert measure(Motion(moved, 20)).travel.distance == 0
