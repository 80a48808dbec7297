"""Statistics of a file of records: counts, spreads, verification, samples, Markdown."""

import json

import pytest

from kinemind.cot.records import CotRecord, write_records
from kinemind.cot.statistics import Codebook, count_rejects, markdown, survey
from kinemind.errors import InputError
from kinemind.language.plan import PlanStep

WALK, WAVE = (
    PlanStep("walks forward", "legs", "forward", 2.0),
    PlanStep("waves the left hand", "left arm", "up", 1.0),
)


def record(number: int, **more: object) -> CotRecord:
    values = {
        "task": "t2m", "caption": f"caption {number}", "motion_tokens": (0, 512, 511, 1023),
        "reasoning": "word " * (number + 1), "id": f"r{number}", "clip": f"c{number // 2}",
        "steps": (WALK, WAVE), "teacher": "rules",
        "verification": {"passed": True, "judge": "rules", "attempts": 1 + number % 2, "criteria": {}},
    }  # fmt: skip
    return CotRecord(**{**values, **more})


@pytest.fixture
def path(tmp_path):
    rows = [record(i) for i in range(40)]
    rows += [record(40, split="test", task="m2t", steps=(WALK,)), record(41, split="odd", verification={})]
    rows += [record(0), record(42, motion_tokens=()), record(43, motion_tokens=(512, 0))]
    write_records(rows, tmp_path / "cot.jsonl")
    return tmp_path / "cot.jsonl"


def test_counts(path):
    found, _ = survey(path, Codebook(1024, 2))
    assert found.records == 45 and found.kinds["t2m", "train"] == 43 and found.kinds["m2t", "test"] == 1
    assert found.splits == ["train", "test", "odd"]
    assert found.steps == {2: 44, 1: 1} and len(found.motions["train"]) == 21
    assert found.actions == {"walk": 45, "wave": 44}
    assert found.verified == {"passed": 44, "not judged": 1}
    assert found.outside == 0 and found.misplaced == 1
    assert found.without_motion == 1 and found.largest_token == 1023
    assert dict(found.repeated) == {"r0": 1}


def test_what_no_record_may_be_is_counted_with_its_first_line(path):
    assert survey(path, Codebook(1024, 2))[0].unsound == {"a split that is not train, val, test": 1,
                                                          "an id that came before": 1}  # fmt: skip
    write_records([record(0), record(1, motion_tokens=(99999,)), record(2, reasoning=" ")], path)
    found, _ = survey(path, Codebook(1024, 2))
    assert found.outside == 1
    assert found.first_unsound == {"motion tokens outside the codebook": 2, "no reasoning": 3}
    write_records([record(0, id=""), record(1, id="")], path)
    assert not survey(path, Codebook(1024, 2))[0].unsound


def test_the_codebook_is_read_level_by_level():
    assert Codebook(8).holds([0, 7, 3]) and not Codebook(8).holds([8])
    assert Codebook(8, 2).holds([3, 4, 0]) and not Codebook(8, 2).holds([4, 3])


def test_the_sample_depends_on_the_seed(path):
    ids = [[r.id for r in survey(path, seed=seed)[1]] for seed in (0, 0, 1)]
    assert len(ids[0]) == 10 and ids[0] == ids[1] != ids[2]
    assert len(survey(path, sample=100)[1]) == 45


def test_tables(path):
    text = markdown(survey(path)[0], rejects=5)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line]
    assert ["t2m", "43", "0", "1", "44"] in rows and ["m2t", "0", "1", "0", "1"] in rows
    assert ["sub-actions", "2.0", "1", "2", "2"] in rows
    assert ["walk", "45", "50.6 %"] in rows
    assert ["rejected (not in the file)", "5", "10.0 %"] in rows
    assert next(row for row in rows if row[0] == "written again before they passed")[1] == "21"
    assert all(line.startswith("|") and line.endswith("|") for line in text.splitlines() if line)


def test_rejects_are_counted_where_a_job_left_them(path):
    assert count_rejects(path) is None
    path.with_name("cot.job.json").write_text("{}")
    assert count_rejects(path) == 0
    path.with_name("cot.rejects.jsonl").write_text(
        json.dumps({"id": "x"}) + "\n" + json.dumps({"id": "y"}) + "\n"
    )
    assert count_rejects(path) == 2


def test_a_bad_or_empty_file_is_refused(path, tmp_path):
    path.write_text(path.read_text() + '{"task": "t2m"\n')
    with pytest.raises(InputError, match="line 46"):
        survey(path)
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(InputError, match="holds no"):
        survey(tmp_path / "empty.jsonl")
