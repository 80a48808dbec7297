"""The openai teacher with the real `transformers serve` and two tiny Qwen3 models made here.

One has random weights and writes rubbish; one has weights set by hand so that it says one thing and stops.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AddedToken, AutoModelForCausalLM, PreTrainedTokenizerFast, Qwen3Config
from transformers.utils.import_utils import is_serve_available

from kinemind.cot.errors import BadReply, Unavailable
from kinemind.cot.teachers import open_teacher
from kinemind.cot.trace import Trace
from kinemind.errors import InputError

if not is_serve_available():
    pytest.skip("transformers serve needs fastapi, uvicorn, pydantic and openai", allow_module_level=True)

SECONDS_TO_START = 150
REASONING = (
    "Just one action, 2.0 s in all. 1. The person walks forward (legs, forward, 2.0 s), at an easy pace."
)
FINE = {"ok": True, "reason": ""}
SAID = json.dumps({"reasoning": REASONING, "relevance": FINE, "consistency": FINE, "conciseness": FINE})
# ChatML as of Qwen: the server looks for its marks to tell the answer of a Qwen model from the prompt
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def byte_tokenizer() -> PreTrainedTokenizerFast:
    """One token a byte, an end token, and one token that is a whole answer."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE({letter: i for i, letter in enumerate(letters)}, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=made, eos_token="<end>", pad_token="<end>", clean_up_tokenization_spaces=False
    )
    tokenizer.add_tokens([AddedToken(SAID, normalized=False)])
    tokenizer.chat_template = TEMPLATE
    return tokenizer


def save_model(folder: Path, fixed: bool) -> Path:
    """A model of one layer.  A `fixed` one says SAID after any token but SAID, and then ends."""
    tokenizer = byte_tokenizer()
    said, end = tokenizer.convert_tokens_to_ids([SAID, "<end>"])
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=32, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=1, head_dim=16, max_position_embeddings=16384,
        tie_word_embeddings=False, eos_token_id=end, pad_token_id=end,
    )  # fmt: skip
    model = AutoModelForCausalLM.from_config(config)
    with torch.no_grad():
        if fixed:
            for name, weights in model.named_parameters():
                if "norm" not in name:
                    weights.zero_()
            model.get_input_embeddings().weight[:, 0] = 1.0
            model.get_input_embeddings().weight[said] = torch.eye(32)[1]
            model.lm_head.weight[said, 0] = model.lm_head.weight[end, 1] = 1.0
        else:
            # near-uniform logits would make greedy decoding hang on rounding; and rubbish never ends
            model.get_input_embeddings().weight.mul_(5.0)
            model.lm_head.weight[[said, end]] = 0.0
    model.generation_config.eos_token_id = model.generation_config.pad_token_id = end
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def rubbish_model(folder) -> Path:
    return save_model(folder / "rubbish", fixed=False)


@pytest.fixture(scope="module")
def fixed_model(folder) -> Path:
    return save_model(folder / "fixed", fixed=True)


@pytest.fixture(scope="module")
def server(folder) -> str:
    """The address of a running `transformers serve`, which loads whichever folder a request names."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("transformers")), "serve", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--device", "cpu"]
    environment = os.environ | {
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1",
        "HF_HOME": str(folder / "home"),
    }
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}/health", process, folder / "log.txt")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)


def wait_until_healthy(url: str, process: subprocess.Popen, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        assert process.poll() is None, f"transformers serve ended:\n{log.read_text()[-3000:]}"
        try:
            with opener.open(url, timeout=2) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"transformers serve was not up after {SECONDS_TO_START} s:\n{log.read_text()[-3000:]}")


def opened(server, model, **options):
    return open_teacher("openai", **{"model": str(model), "base_url": server, "timeout": 100.0, **options})


def run(teacher, *calls):
    async def go():
        try:
            return await asyncio.gather(*(call() for call in calls), return_exceptions=True)
        finally:
            await teacher.close()

    return asyncio.run(go())


def test_a_trace_and_a_verdict_from_a_model_that_knows_one_thing(server, fixed_model, subject):
    teacher = opened(server, fixed_model, price_in=1.0, price_out=10.0)
    trace, verdict = run(
        teacher, lambda: teacher.write(subject), lambda: teacher.judge(subject, Trace(REASONING, ()))
    )
    assert not isinstance(trace, Exception), trace
    assert trace.reasoning == REASONING
    assert [(step.body_part, step.direction, step.duration) for step in trace.steps] == [
        ("legs", "forward", 2.0)
    ]
    assert verdict.passed and verdict.judge == f"openai:{fixed_model}"
    assert trace.usage.completion_tokens == 2  # the answer and the end
    assert trace.usage.prompt_tokens > len(subject.caption)
    assert trace.usage.cost == pytest.approx((trace.usage.prompt_tokens + 20) / 1e6)


def test_rubbish_is_a_bad_reply_that_was_paid_for(server, rubbish_model, subject):
    teacher = opened(server, rubbish_model, max_tokens=24)
    short = replace(subject, facts=None)
    written, judged = run(
        teacher, lambda: teacher.write(short), lambda: teacher.judge(short, Trace(REASONING, ()))
    )
    for failure in (written, judged):
        assert isinstance(failure, BadReply), failure
        assert "cut off after 24 tokens" in str(failure)
        assert failure.usage.completion_tokens == 24
        assert failure.usage.prompt_tokens > 1000
        assert failure.usage.requests == 1


def test_a_model_that_is_not_there(server, folder, subject):
    teacher = opened(server, folder / "nowhere")
    (failure,) = run(teacher, lambda: teacher.write(subject))
    assert isinstance(failure, InputError | Unavailable), failure
