"""Records of every trace: nothing is refused, what verification would have refused is counted and said."""

from pathlib import Path

import pytest

from kinemind.corpora.synthetic import perform
from kinemind.cot.records import read_records
from kinemind.cot.subject import Subject
from kinemind.cot.teachers import open_teacher
from kinemind.cot.unverified import write_unverified
from kinemind.errors import InputError
from kinemind.kinematics.facts import measure


@pytest.fixture(scope="module")
def subjects() -> list[Subject]:
    motion = perform("walk-forward", "bow")
    facts = measure(motion)
    said = ["a person walks forward, then bows", "a person walks and bows", "Die Person springt"]
    return [
        Subject(f"t2m/{n}", "t2m", text, motion.seconds, facts=facts, motion_tokens=(1, 2))
        for n, text in enumerate(said)
    ]


def test_faulty_traces_are_kept_and_say_so(subjects, tmp_path: Path):
    faults = write_unverified(subjects, open_teacher("caption-only"), tmp_path / "a.jsonl", total=3)
    records = read_records(tmp_path / "a.jsonl")
    assert [record.id for record in records] == ["t2m/0", "t2m/1"]
    assert faults.records == 2 and faults.untold == 1
    assert faults.faulty == sum(not record.verification["passed"] for record in records) >= 1
    assert faults.rate == faults.faulty / 2 and f"{50 * faults.faulty:.1f} % with a fault" in faults.summary()
    for name in ("relevance", "consistency", "conciseness", "grounding"):
        failed = sum(not record.verification["criteria"][name] for record in records)
        assert faults.criteria[name] == failed


def test_a_grounded_teacher_has_no_faults(subjects, tmp_path: Path):
    faults = write_unverified(subjects[:2], open_teacher("rules"), tmp_path / "a.jsonl")
    assert faults.faulty == 0 and faults.summary().startswith("2 records, 0.0 % with a fault")


def test_nothing_is_written_where_nothing_can_be_told(subjects, tmp_path: Path):
    with pytest.raises(InputError, match="no record was made"):
        write_unverified(subjects[2:], open_teacher("rules"), tmp_path / "a.jsonl")
    assert list(tmp_path.iterdir()) == []
