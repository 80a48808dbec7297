"""Free prose and hand-written traces, right and wrong ones, each with what is wrong with it."""

import json
from pathlib import Path

import pytest

from kinemind.cot.subject import Subject
from kinemind.cot.trace import CRITERIA, Trace
from kinemind.cot.verify import check

ROWS = [json.loads(line) for line in Path(__file__).with_name("prose_traces.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[f"{i}-{row['why'] or 'right'}" for i, row in enumerate(ROWS)])
def test_prose(row):
    subject = Subject("s", row.get("task", "t2m"), row["caption"], row["seconds"])
    text = row["reasoning"]
    if text.startswith("@repeat"):
        _, times, sentence = text.split(" ", 2)
        text = sentence * int(times)
    verdict = check(subject, Trace(text, (), row.get("answer", "")))
    assert verdict.passed == row["right"], verdict.faults
    assert all(f.criterion in CRITERIA and f.reason for f in verdict.faults)


def test_there_are_enough_of_either():
    assert sum(row["right"] for row in ROWS) >= 15 and sum(not row["right"] for row in ROWS) >= 20
