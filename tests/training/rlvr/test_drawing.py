"""Answers drawn free, from the likeliest tokens, and under the grammar."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from kinemind.language.limits import Limits
from kinemind.language.policy import Policy
from kinemind.language.prompts import NANO, render_prompt
from kinemind.training.config import RLVRStage
from kinemind.training.rlvr.drawing import Grammar
from tests.training.rlvr.tiny import make_bundle, make_records, tiny_stage, trained


@pytest.mark.parametrize(("grammar", "read"), [(False, 0.0), (True, 1.0)])
def test_an_untrained_policy_writes_what_can_be_read_under_the_grammar_alone(
    grammar: bool, read: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = tiny_stage(
        make_bundle(tmp_path / "bundle"), make_records(tmp_path), training_task="both", steps=1, prompts=4,
        grammar=grammar,
    )  # fmt: skip
    trained(monkeypatch, stage, tmp_path / "run")
    (line,) = map(json.loads, (tmp_path / "run" / "metrics.jsonl").read_text().splitlines())
    assert line["parse_rate"] == read


def test_the_grammar_is_that_of_the_prompts_task(bundle: Path) -> None:
    policy = Policy.load(bundle / "policy")
    grammar = Grammar(policy, "morl", Limits())
    asked = render_prompt(policy.tokenizer, "t2m", NANO, caption="a person bows")
    shown = render_prompt(policy.tokenizer, "m2t", NANO, codes=[1, 2, 3, 4])
    assert grammar.of(asked) is policy.constraint("morl", "t2m", Limits(plan_tolerance=0.1))
    assert grammar.of(shown) is policy.constraint("morl", "m2t", Limits())


def test_less_of_the_probability_makes_answers_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle, records = make_bundle(tmp_path / "bundle"), make_records(tmp_path)
    answers = {}
    for top_p in (1.0, 1e-6):
        stage = tiny_stage(bundle, records, steps=1, prompts=1, top_p=top_p)
        batch = trained(monkeypatch, stage, tmp_path / str(top_p)).batches[0]
        answers[top_p] = {tuple(row) for row in batch["completion_ids"].tolist()}
    assert len(answers[1e-6]) == 1 < len(answers[1.0])


def test_a_grammar_is_refused_where_others_draw() -> None:
    with pytest.raises(ValidationError, match="rollouts own"):
        RLVRStage(grammar=True, rollouts="vllm-server")
