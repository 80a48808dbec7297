"""False traces made from true ones of real motions are caught, and the true ones pass.

A small sample; `benchmarks/false_traces.py` measures 500.
"""

from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import open_data
from kinemind.cot.falsify import KINDS, falsify
from kinemind.cot.subjects import Selection, subjects
from kinemind.cot.teachers.rules import RulesTeacher
from kinemind.cot.verify import check


@pytest.fixture(scope="module")
def told(shared: Path):
    """True traces of 60 motions of the train split, tasks in turn."""
    teacher, found = RulesTeacher(0), {}
    for subject in subjects(
        open_data(str(shared / "data")),
        "both",
        None,
        Selection(split="train", segments=False, limit=800, seed=3),
    ):
        if subject.clip not in found and subject.task == ("t2m", "m2t")[len(found) % 2]:
            found[subject.clip] = (subject, teacher.trace(subject))
        if len(found) == 60:
            break
    return list(found.values())


def test_true_traces_pass(told):
    refused = [(s.id, t.reasoning, v.faults) for s, t in told if not (v := check(s, t)).passed]
    assert len(refused) <= 2, refused


@pytest.mark.parametrize("kind", KINDS)
def test_false_traces_are_caught(told, kind):
    rng = np.random.default_rng(0)
    made = [(s, false) for s, t in told if (false := falsify(s, t, kind, rng, told)) is not None]
    missed = [(s.id, false.reasoning) for s, false in made if check(s, false).passed]
    assert len(made) >= 20
    assert len(missed) <= max(1, 0.03 * len(made)), missed
