"""CoT records: written whole, read in our keys and MoRL's."""

import json

import pytest

from kinemind.cot.records import CotRecord, read_records, write_records
from kinemind.errors import InputError
from kinemind.language.plan import PlanStep

RECORD = CotRecord(
    task="t2m",
    caption="a person walks – ünïcode",
    motion_tokens=(3, 1, 4),
    reasoning="1 step, 1.8 s. 1. walks forward; legs; forward; 1.8 s.",
    reward=0.5,
    id="r0",
    clip="bench/x",
    steps=(PlanStep("walks forward", "legs", "forward", 1.8),),
    provenance={"teacher": "rules", "version": 1},
)


def test_records_read_back_as_written(tmp_path):
    path = tmp_path / "deep" / "cot.jsonl"
    assert write_records([RECORD, RECORD], path) == 2
    assert read_records(path) == [RECORD, RECORD]
    assert [p.name for p in path.parent.iterdir()] == ["cot.jsonl"]


def test_morl_files_read_with_tokens_as_text(tmp_path):
    path = tmp_path / "morl.jsonl"
    row = {"task": "m2t", "caption": "c", "motion_tokens": "3 1 <Motion_4>", "reasoning": "r", "reward": None,
           "advantage": 1, "sample_weight": 2}  # fmt: skip
    path.write_text(json.dumps(row) + "\n\n")
    (record,) = read_records(path)
    assert record.motion_tokens == (3, 1, 4) and record.advantage == 1.0 and record.sample_weight == 2.0


@pytest.mark.parametrize(
    "change",
    [{"task": "x2y"}, {"caption": " "}, {"caption": 3}, {"motion_tokens": "a b"}, {"motion_tokens": [1.5]},
     {"motion_tokens": [-1]}, {"motion_tokens": None}, {"unknown": 1}, {"steps": [{"no": 1}]},
     {"reward": "x"}, {"sample_weight": -1}, {"reward": float("nan")}],
)  # fmt: skip
def test_a_bad_record_names_its_line(tmp_path, change):
    path = tmp_path / "bad.jsonl"
    good = {"task": "t2m", "caption": "c", "motion_tokens": [1], "reasoning": "r"}
    path.write_text(json.dumps(good) + "\n" + json.dumps(good | change) + "\n")
    with pytest.raises(InputError, match="line 2"):
        read_records(path)


def test_unreadable_files(tmp_path):
    with pytest.raises(InputError, match="cannot read"):
        read_records(tmp_path / "absent.jsonl")
    (tmp_path / "x.jsonl").write_text("[1]\n")
    with pytest.raises(InputError, match="line 1"):
        read_records(tmp_path / "x.jsonl")
