"""Hand-written traces of clips of bench/train, right and wrong ones, against what the clips really do."""

import dataclasses
import json
from functools import cache
from pathlib import Path

import pytest

from kinemind.corpora import open_data
from kinemind.cot.subjects import Selection, subjects
from kinemind.cot.trace import Trace
from kinemind.cot.verify import check

ROWS = [
    json.loads(line) for line in Path(__file__).with_name("measured_traces.jsonl").read_text().splitlines()
]


@cache
def measured(data):
    wanted, found = {row["clip"] for row in ROWS}, {}
    for subject in subjects(open_data(str(data)), "t2m", None, Selection(split="train", segments=False)):
        name = subject.clip.rsplit("/", 1)[-1]
        if name in wanted:
            found.setdefault(name, subject)
        if len(found) == len(wanted):
            break
    return found


@pytest.mark.parametrize("row", ROWS, ids=[f"{i}-{row['why'] or 'right'}" for i, row in enumerate(ROWS)])
def test_measured(row, shared):
    subject = dataclasses.replace(measured(shared / "data")[row["clip"]], caption=row["caption"])
    verdict = check(subject, Trace(row["reasoning"], ()))
    assert verdict.passed == row["right"], verdict.faults
