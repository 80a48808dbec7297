"""CoT records: written whole, read in our keys and MoRL's, refused with the line's number."""

import json

import pytest

from kinemind.cot.making import brief, record_of, verification
from kinemind.cot.records import (
    KEYS,
    MAX_LINE,
    CotRecord,
    iterate_records,
    read_records,
    training_records,
    write_records,
)
from kinemind.cot.subject import Subject
from kinemind.cot.trace import Fault, Trace, Verdict
from kinemind.errors import InputError
from kinemind.kinematics.facts import measure
from kinemind.language.plan import PlanStep
from kinemind.motion import Motion
from tests.features.test_invariants import smooth_motion

MORL = ["task", "caption", "motion_tokens", "reasoning", "reward", "advantage", "sample_weight"]
RECORD = CotRecord(
    task="t2m",
    caption="a person walks – ünïcode",
    motion_tokens=(3, 1, 4),
    reasoning="1 step, 1.8 s. 1. walks forward; legs; forward; 1.8 s.",
    reward=0.5,
    id="r0",
    clip="bench/x",
    steps=(PlanStep("walks forward", "legs", "forward", 1.8),),
    facts={"seconds": 1.8, "phases": [{"label": "walk_forward", "start": 0.0, "end": 1.8}]},
    teacher="rules",
    verification={"passed": True, "judge": "rules", "attempts": 1, "criteria": {"relevance": True}},
    provenance={"kind": "clip", "version": 1},
)
GOOD = {"task": "t2m", "caption": "c", "motion_tokens": [1], "reasoning": "r"}


def test_records_read_back_as_written(tmp_path):
    path = tmp_path / "deep" / "cot.jsonl"
    assert write_records([RECORD, RECORD], path) == 2
    assert read_records(path) == [RECORD, RECORD]
    assert [p.name for p in path.parent.iterdir()] == ["cot.jsonl"]


def test_the_keys_of_a_line(tmp_path):
    row = json.loads(RECORD.to_line())
    assert list(row) == list(KEYS)
    assert list(row)[:7] == MORL
    assert {"id", "clip", "split", "steps", "answer", "facts", "teacher", "verification"} < set(row)
    assert row["motion_tokens"] == [3, 1, 4] and row["steps"][0]["body_part"] == "legs"


@pytest.mark.parametrize(
    "tokens",
    ["3 1 <Motion_4>", "<Motion_3><Motion_1><Motion_4>", "3, 1,4", [3, 1, 4], ["3", "<motion_id_1>", 4],
     "<Motion> <Motion_3> <Motion_1> <Motion_4> </Motion>"],
)  # fmt: skip
def test_morl_files_read_with_tokens_in_any_form(tmp_path, tokens):
    path = tmp_path / "morl.jsonl"
    row = {"task": "m2t", "caption": "c", "motion_tokens": tokens, "reasoning": "r", "reward": None,
           "advantage": 1, "sample_weight": 2}  # fmt: skip
    path.write_text(json.dumps(row) + "\n\n")
    (record,) = read_records(path)
    assert record.motion_tokens == (3, 1, 4) and record.advantage == 1.0 and record.sample_weight == 2.0
    assert record.split == "train" and training_records(path) == [record]


@pytest.mark.parametrize(
    "change",
    [{"task": "x2y"}, {"task": None}, {"task": 1}, {"caption": " "}, {"caption": 3}, {"caption": None},
     {"motion_tokens": "a b"}, {"motion_tokens": "1 -2"}, {"motion_tokens": [1.5]}, {"motion_tokens": [True]},
     {"motion_tokens": [-1]}, {"motion_tokens": [2**40]}, {"motion_tokens": None}, {"motion_tokens": {}},
     {"unknown": 1}, {"steps": [{"no": 1}]}, {"steps": "x"}, {"steps": [{"text": "a", "duration": "1"}]},
     {"steps": [{"text": "a", "duration": -1}]}, {"facts": []}, {"verification": "yes"}, {"provenance": 1},
     {"reward": "x"}, {"reward": True}, {"sample_weight": -1}, {"reward": float("nan")},
     {"advantage": float("inf")}, {"sample_weight": 10**400}, {"facts": {"x": float("nan")}}, {"split": 3},
     {"split": None}],
)  # fmt: skip
def test_a_bad_record_names_its_line(tmp_path, change):
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(GOOD) + "\n" + json.dumps(GOOD | change) + "\n")
    with pytest.raises(InputError, match="line 2") as caught:
        read_records(path)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "line",
    [b"[1]", b"3", b"{", b'{"task": "t2m", "capt', b"\xff\xfe\x00\x01", b"\0" * 100, b"[" * 100_000,
     b'{"reward": ' + b"9" * 5000 + b"}", b"x" * (MAX_LINE + 2), b'{"reward": 1e999}'],
)  # fmt: skip
def test_a_broken_line_names_its_line(tmp_path, line):
    path = tmp_path / "x.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b"\n" + line)
    with pytest.raises(InputError, match="line 2") as caught:
        read_records(path)
    assert len(str(caught.value)) < 400
    assert next(iterate_records(path)).caption == "c"


def test_unreadable_files(tmp_path):
    for path in (tmp_path / "absent.jsonl", tmp_path):
        with pytest.raises(InputError, match="cannot read"):
            read_records(path)


@pytest.mark.parametrize("split", ["val", "test", "", "Train"])
def test_only_train_records_may_be_trained_on(tmp_path, split):
    path = tmp_path / "cot.jsonl"
    path.write_text("\n".join(json.dumps(GOOD | {"split": s}) for s in ("train", "train", split)) + "\n")
    with pytest.raises(InputError, match=r"line 3.*train records"):
        training_records(path)
    assert len(read_records(path)) == 3


def test_an_empty_file_is_nothing_to_train_on(tmp_path):
    (tmp_path / "cot.jsonl").write_text("\n")
    with pytest.raises(InputError, match="holds no"):
        training_records(tmp_path / "cot.jsonl")


def test_a_record_of_a_subject_and_its_trace():
    facts = measure(Motion(smooth_motion(0, 60), 20.0))
    subject = Subject("t2m/x/0", "m2t", "someone moves", 3.0, clip="x", split="val", facts=facts,
                      motion_tokens=(1, 2), sample_weight=1 / 3, provenance={"kind": "clip"})  # fmt: skip
    trace = Trace("1. …", RECORD.steps)
    record = record_of(subject, trace, Verdict(), teacher="rules", attempts=2, provenance={"more": 1})
    assert record.answer == "someone moves" and record.split == "val" and record.sample_weight == 0.3333
    assert record.verification["passed"] and record.verification["attempts"] == 2
    assert record.provenance == {"kind": "clip", "more": 1}
    assert CotRecord.from_json(json.loads(record.to_line())) == record
    assert len(record.to_line()) < 10_000
    assert record_of(subject, trace, None, teacher="t").verification == {}


def test_failed_criteria_are_told():
    verdict = Verdict((Fault("grounding", "the right hand, not the left"),), judge="rules+x")
    told = verification(verdict, 3)
    assert not told["passed"] and told["judge"] == "rules+x" and told["attempts"] == 3
    assert told["criteria"]["grounding"] is False and told["criteria"]["relevance"] is True


def test_facts_are_summed_up():
    told = brief(measure(Motion(smooth_motion(0, 60), 20.0)))
    assert {"seconds", "direction", "distance", "speed", "turns", "phases"} == set(told)
    assert told["seconds"] == 3.0
    for phase in told["phases"]:
        assert {"label", "start", "end"} <= set(phase) and 0 <= phase["start"] <= phase["end"] <= 3.0
        assert all(v == round(v, 2) for v in phase.values() if isinstance(v, float))
