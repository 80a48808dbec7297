"""Which prompts a run has: a pure function of the records, the tasks and the seed."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from kinemind.cot.records import CotRecord, read_records
from kinemind.errors import InputError
from kinemind.language.policy import Policy
from kinemind.language.prompts import NANO, render_prompt
from kinemind.training.rlvr.prompts import drawn, passes, prompt_rows, usable_prompts


@pytest.fixture(scope="module")
def all_records(records: Path) -> list[CotRecord]:
    return usable_prompts(read_records(records))


def test_a_record_without_a_motion_is_no_prompt(all_records: list[CotRecord]):
    bare = replace(all_records[0], motion_tokens=(), id="bare")
    assert usable_prompts([bare, *reversed(all_records)]) == all_records, "and the file's order is nothing"
    with pytest.raises(InputError, match="motion tokens"):
        usable_prompts([bare])


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_tasks_get_their_shares(all_records: list[CotRecord], share: float):
    found = drawn(all_records, 200, 4, seed=0, m2t_share=share)
    tasks = Counter(record.task for record in found)
    assert len(found) == 800 and tasks["m2t"] == pytest.approx(800 * share, abs=60)


def test_draws_repeat_under_a_seed_and_a_longer_run_begins_the_same(all_records: list[CotRecord]):
    first = drawn(all_records, 32, 4, seed=0, m2t_share=0.5)
    assert drawn(all_records, 32, 4, seed=0, m2t_share=0.5) == first
    assert drawn(all_records, 64, 4, seed=0, m2t_share=0.5)[: len(first)] == first
    assert drawn(all_records, 32, 4, seed=1, m2t_share=0.5) != first


def test_weightless_records_are_never_drawn(all_records: list[CotRecord]):
    weighed = [replace(r, sample_weight=0.0) if n else r for n, r in enumerate(all_records)]
    assert set(r.id for r in drawn(weighed, 50, 2, 0, 0.5)) == {all_records[0].id}


def test_an_epoch_has_every_record_once(all_records: list[CotRecord]):
    size = len(all_records)
    found = [record.id for record in passes(all_records, 2.5, seed=0)]
    wanted = sorted(record.id for record in all_records)
    assert len(found) == round(2.5 * size)
    assert sorted(found[:size]) == wanted and sorted(found[size : 2 * size]) == wanted
    assert found[:size] != found[size : 2 * size]
    assert len(set(found[2 * size :])) == size // 2


def test_rows_hold_the_prompt_of_inference_and_what_rewards_need(bundle: Path, all_records: list[CotRecord]):
    policy = Policy.load(bundle / "policy")
    rows = prompt_rows(all_records, policy, NANO)
    for record, row in zip(all_records, rows, strict=True):
        asked = {"caption": record.caption} if record.task == "t2m" else {"codes": record.motion_tokens}
        ids = policy.tokenizer(row["prompt"], add_special_tokens=False)["input_ids"]
        assert ids == render_prompt(policy.tokenizer, record.task, NANO, **asked)
        assert row["task"] == record.task and tuple(row["codes"]) == record.motion_tokens
        assert row["caption"] == record.caption
        if record.task == "m2t":
            assert record.caption not in row["prompt"], "what is to be told is not in the prompt"
