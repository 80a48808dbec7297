"""Records are judged by what they say themselves, and none is too odd to be judged."""

import pytest

from kinemind.cot.records import CotRecord
from kinemind.cot.reverification import recheck

WAVE = "One action, 2.0 s in all. 1. The person waves with the right hand (right arm, up, 2.0 s)."


def record(reasoning: str = WAVE, **more: object) -> CotRecord:
    return CotRecord("t2m", "a person waves with the right hand", (), reasoning, **more)


def phases(*labels: str) -> dict[str, object]:
    return {"seconds": 2.0, "phases": [{"label": label, "start": 0.0, "end": 2.0} for label in labels]}


def test_the_facts_may_contradict_the_side():
    assert recheck(record()).passed
    assert recheck(record(facts=phases("wave_right_hand"))).passed
    assert recheck(record(facts=phases("wave_right_hand", "wave_left_hand"))).passed
    assert recheck(record(facts=phases("walk_forward"))).passed
    (fault,) = recheck(record(facts=phases("wave_left_hand"))).faults
    assert fault.criterion == "grounding" and "wave left hand" in fault.reason


def test_a_length_that_is_not_that_of_the_motion():
    faults = recheck(record(facts={"seconds": 9.0})).faults
    assert "consistency" in {fault.criterion for fault in faults}


@pytest.mark.parametrize(
    "facts",
    [{"seconds": None, "phases": {}}, {"seconds": [], "phases": [0, {}]}, {"phases": [{"label": [1]}]}],
)
def test_facts_of_others_are_left_alone(facts):
    assert recheck(record(facts=facts)).passed
