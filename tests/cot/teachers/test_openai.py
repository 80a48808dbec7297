"""The openai teacher against a real HTTP server: what it sends, what it makes of answers and of failures."""

import asyncio
import builtins
import json
import logging
import pickle
import traceback
from dataclasses import replace

import pytest

from kinemind.cot.errors import BadReply, RateLimited, TeacherError, Unavailable
from kinemind.cot.teachers import open_teacher
from kinemind.cot.trace import Trace, Usage
from kinemind.errors import InputError
from tests.cot.teachers.chat_server import Answer, completion, error, serving

REASONING = (
    "Two actions, 4.9 s in all. 1. The person walks forward (legs, forward, 2.5 s). "
    "2. Then they raise the right hand (right arm, up, 2.4 s)."
)
GOOD = completion(json.dumps({"reasoning": REASONING}))
KEY = "sk-very-secret-0123456789"


def opened(server, **options):
    return open_teacher("openai", **{"model": "m", "base_url": server.url, **options})


def write(teacher, subject, *complaints, attempt=0):
    async def go():
        try:
            return await teacher.write(subject, complaints, attempt)
        finally:
            await teacher.close()

    return asyncio.run(go())


def test_what_is_sent_and_what_comes_back(subject, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-mine")
    with serving(lambda asked: GOOD) as server:
        teacher = opened(server, price_in=2.0, price_out=10.0, temperature=0.3, max_tokens=321)
        trace = write(teacher, subject, "the wrong hand")
    (asked,) = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert "org-of-mine" not in str(asked.headers)  # that is OpenAI's business
    assert asked.body["model"] == "m"
    assert (asked.body["temperature"], asked.body["max_tokens"]) == (0.3, 321)
    assert asked.body["response_format"]["type"] == "json_schema"
    schema = asked.body["response_format"]["json_schema"]["schema"]
    assert schema["required"] == ["reasoning"] and not schema["additionalProperties"]
    assert [message["role"] for message in asked.body["messages"]] == ["system", "user"]
    assert f'"{subject.caption}"' in asked.user and f"length: {subject.seconds:.1f} s" in asked.user
    assert "the wrong hand" in asked.user
    assert [step.body_part for step in trace.steps] == ["legs", "right arm"]
    assert trace.reasoning == REASONING
    assert trace.usage == Usage(120, 45, (120 * 2 + 45 * 10) / 1e6, 1)
    assert teacher.name == "openai:m"
    assert len(trace.provenance["prompts"]) == 8


def test_the_answer_of_m2t(subject):
    answer = completion(json.dumps({"reasoning": REASONING, "answer": "a person walks"}))
    with serving(lambda asked: answer) as server:
        assert write(opened(server), replace(subject, task="m2t")).answer == "a person walks"
    assert server.asked[0].body["response_format"]["json_schema"]["schema"]["required"] == [
        "reasoning",
        "answer",
    ]


def test_a_server_of_ones_own_needs_no_key(subject):
    with serving(lambda asked: GOOD) as server:
        write(opened(server), subject)
    assert "Authorization" not in server.asked[0].headers


def test_another_attempt_has_another_seed_and_the_same_one_the_same(subject):
    with serving(lambda asked: GOOD) as server:
        for attempt in (0, 0, 1):
            write(opened(server), subject, attempt=attempt)
    first, again, second = (asked.body["seed"] for asked in server.asked)
    assert first == again != second


def test_judging(subject):
    fine = {"ok": True, "reason": ""}
    reply = {"relevance": fine, "consistency": {"ok": False, "reason": "2 before 1."}, "conciseness": fine}
    with serving(lambda asked: completion(json.dumps(reply))) as server:
        teacher = opened(server, price_in=1.0)
        verdict = asyncio.run(teacher.judge(subject, Trace(REASONING, (), "")))
    assert [(fault.criterion, fault.reason) for fault in verdict.faults] == [("consistency", "2 before 1.")]
    assert (verdict.judge, verdict.usage.prompt_tokens) == ("openai:m", 120)
    asked = server.asked[0]
    assert REASONING in asked.user and subject.caption in asked.user
    assert asked.body["temperature"] == 0
    assert "consistency" in asked.body["response_format"]["json_schema"]["schema"]["required"]


def test_a_reasoning_model_thinks_apart_from_the_trace(subject):
    thought = "1. I could jump (whole body, up, 9.9 s)."
    answers = [
        completion(f"<think>{thought}</think>\n{json.dumps({'reasoning': REASONING})}"),
        completion(json.dumps({"reasoning": REASONING}), reasoning_content=thought),
    ]
    with serving(lambda asked: answers[len(server.asked) - 1]) as server:
        for _ in answers:
            assert write(opened(server), subject).reasoning == REASONING


@pytest.mark.parametrize(
    ("refused", "formats"),
    [
        (("json_schema",), ["json_schema", "json_object", "json_object"]),
        (("json_schema", "json_object"), ["json_schema", "json_object", None, None]),
    ],
)
@pytest.mark.parametrize("status", [400, 422])
def test_a_format_that_is_refused_is_not_asked_for_again(subject, refused, formats, status):
    def respond(asked):
        kind = asked.body.get("response_format", {}).get("type")
        return error(status, "This response_format type is unavailable now") if kind in refused else GOOD

    with serving(respond) as server:
        teacher = opened(server)
        trace = write(teacher, subject)
        write(teacher, subject)
    assert [asked.body.get("response_format", {}).get("type") for asked in server.asked] == formats
    assert trace.usage.requests == len(formats) - 1


def test_a_format_that_is_ignored_is_not_asked_for_again(subject):
    with serving(lambda asked: completion(REASONING)) as server:
        teacher = opened(server)
        assert len(write(teacher, subject).steps) == 2
        assert len(write(teacher, subject).steps) == 2
    assert ["response_format" in asked.body for asked in server.asked] == [True, False]


def test_parameters_that_are_refused_are_left_out(subject):
    def respond(asked):
        for name, told in (
            ("max_tokens", "Unsupported parameter: 'max_tokens'; use 'max_completion_tokens' instead."),
            ("temperature", "Unsupported value: 'temperature' does not support 0.7 with this model."),
        ):
            if name in asked.body:
                return error(400, told)
        return GOOD

    with serving(respond) as server:
        teacher = opened(server)
        write(teacher, subject)
        write(teacher, subject)
    assert len(server.asked) == 4
    assert server.asked[-1].body["max_completion_tokens"] == 4096
    assert server.asked[-1].body["response_format"]["type"] == "json_schema"


def test_a_refusal_that_nothing_mends_is_told_and_not_remembered(subject):
    answers = [error(400, "no such thing")] * 3 + [GOOD]
    with serving(lambda asked: answers[len(server.asked) - 1]) as server:
        teacher = opened(server)
        with pytest.raises(InputError, match="400: no such thing"):
            write(teacher, subject)
        write(teacher, subject)
    assert server.asked[-1].body["response_format"]["type"] == "json_schema"


FAILURES = {
    "rate limit": (error(429, "slow down", retry_after="7"), RateLimited),
    "rate limit in ms": (error(429, "slow down", retry_after_ms="7000"), RateLimited),
    "overload": (error(503, "busy", retry_after="7"), RateLimited),
    "rate limit without a time": (error(429, "slow down"), RateLimited),
    "no credit": (error(429, "You exceeded your current quota", "insufficient_quota"), InputError),
    "not paid": (error(402, "Insufficient Balance"), InputError),
    "fault": (error(500, "oops"), Unavailable),
    "fault in html": (Answer(b"<html>Bad gateway</html>", 502), Unavailable),
    "timeout of theirs": (error(408, "late"), Unavailable),
    "wrong key": (error(401, "Incorrect API key provided"), InputError),
    "unknown model": (error(404, "The model does not exist"), InputError),
    "content": (error(400, "rejected by our content management policy"), BadReply),
    "cut off": (completion('{"reasoning": "1. walks', "length"), BadReply),
    "cut off and not said": (completion('{"reasoning": "1. walks'), BadReply),
    "filtered": (completion(None, "content_filter"), BadReply),
    "refused": (completion(None, refusal="I will not"), BadReply),
    "empty": (completion(""), BadReply),
    "null": (completion(None), BadReply),
    "no choices": (Answer({"choices": []}), BadReply),
    "error with 200": (Answer({"error": {"message": "upstream failed"}}), BadReply),
    "a list": (Answer([1, 2]), BadReply),
    "choices of another kind": (Answer({"choices": [7], "usage": "much"}), BadReply),
    "no json": (Answer(b"Internal error"), BadReply),
    "half of the json": (Answer(GOOD.raw[:100]), BadReply),
    "deep json": (Answer(b'{"a":' * 100_000), BadReply),
    "half of the body": (Answer(GOOD.raw[:100], declared=len(GOOD.raw)), Unavailable),
}


@pytest.mark.parametrize(("answer", "kind"), FAILURES.values(), ids=FAILURES)
def test_failures_are_what_they_are(subject, answer, kind):
    with serving(lambda asked: answer) as server, pytest.raises((TeacherError, InputError)) as caught:
        write(opened(server), subject)
    assert type(caught.value) is kind
    assert str(caught.value)
    if "retry-after" in answer.headers or "retry-after-ms" in answer.headers:
        assert caught.value.retry_after == 7


def test_what_a_bad_reply_cost_is_counted(subject):
    with serving(lambda asked: completion("{}", "length")) as server, pytest.raises(BadReply) as caught:
        write(opened(server, price_out=10.0), subject)
    assert caught.value.usage == Usage(120, 45, 45 * 10 / 1e6, 1)


def test_a_server_that_is_slow_or_not_there(subject):
    import threading

    stop = threading.Event()

    def respond(asked):
        stop.wait(5)
        return GOOD

    with serving(respond) as server:
        with pytest.raises(Unavailable, match=r"no answer within 0\.2 s"):
            write(opened(server, timeout=0.2), subject)
        stop.set()
    with pytest.raises(Unavailable, match="no answer from http://127"):
        write(opened(server), subject)


def test_one_teacher_in_several_event_loops(subject):
    with serving(lambda asked: GOOD) as server:
        teacher = opened(server)
        for _ in range(2):
            assert asyncio.run(teacher.write(subject)).steps


def test_many_at_a_time(subject):
    async def go(teacher):
        try:
            return await asyncio.gather(*(teacher.write(replace(subject, id=str(i))) for i in range(40)))
        finally:
            await teacher.close()

    with serving(lambda asked: GOOD) as server:
        traces = asyncio.run(go(opened(server)))
    assert len(traces) == len(server.asked) == 40


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "MY_KEY"])
def test_the_key_is_nowhere(subject, monkeypatch, caplog, capfd, variable):
    """Not even where a server sends it back, and the libraries log all they can."""
    monkeypatch.setenv(variable, KEY)
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx2", "httpcore2", "kinemind"):
        caplog.set_level(logging.DEBUG, logger=name)
    echo = f"{REASONING} Your key is {KEY}."
    verdict = {
        name: {"ok": False, "reason": f"no {KEY}"} for name in ("relevance", "consistency", "conciseness")
    }
    answers = [
        completion(json.dumps({"reasoning": echo})),
        completion(json.dumps(verdict)),
        error(401, f"Incorrect API key: {KEY}"),
        error(429, f"too many for {KEY}"),
        error(500, f"crashed with {KEY}"),
        Answer({"error": f"no {KEY}"}),
        completion(None, refusal=f"no {KEY}"),
        completion(f"I only say {KEY}"),
        *[error(400, f"bad key {KEY}")] * 3,
    ]
    texts = []
    with serving(lambda asked: answers[len(server.asked) - 1]) as server:
        teacher = opened(server, api_key_env="" if variable == "OPENAI_API_KEY" else variable)
        trace = write(teacher, subject)
        texts += [repr(trace), repr(asyncio.run(teacher.judge(subject, trace)))]
        while len(server.asked) < len(answers):
            try:
                write(teacher, subject)
            except (TeacherError, InputError) as failure:
                assert failure.__context__ is None and failure.__cause__ is None
                texts += traceback.format_exception(failure) + [repr(failure), repr(vars(failure))]
        texts += [
            repr(teacher),
            str(teacher),
            repr(teacher.model),
            repr(teacher.model.endpoint),
            teacher.name,
        ]
    assert all(asked.headers["Authorization"] == f"Bearer {KEY}" for asked in server.asked)
    assert all(KEY not in json.dumps(asked.body) for asked in server.asked)
    assert "[key]" in trace.reasoning
    texts += [record.getMessage() + repr(record.args) + repr(record.exc_info) for record in caplog.records]
    texts += capfd.readouterr()
    assert len(caplog.records) > 10
    assert not [text for text in texts if KEY in text]


def test_a_pickled_teacher_has_no_key(subject, monkeypatch):
    with serving(lambda asked: GOOD) as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        teacher = opened(server)
        write(teacher, subject)
        pickled = pickle.dumps(teacher)
        assert KEY.encode() not in pickled
        monkeypatch.setenv("OPENAI_API_KEY", "sk-another-key")
        write(pickle.loads(pickled), subject)
    assert server.asked[-1].headers["Authorization"] == "Bearer sk-another-key"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"model": ""}, "--model"),
        ({"base_url": ""}, "OPENAI_API_KEY"),
        ({"base_url": "http://user:pass@host/v1"}, "environment variable"),
        ({"base_url": "http://host/v1?key=abc"}, "environment variable"),
        ({"base_url": "localhost:8000"}, "--base-url"),
        ({"api_key_env": "MY_KEY"}, "MY_KEY"),
        ({"temperature": 3.0}, "temperature"),
        ({"timeout": 0.0}, "timeout"),
        ({"max_tokens": 0}, "token"),
        ({"price_in": -1.0}, "price"),
    ],
)
def test_what_a_user_must_mend(options, told):
    with pytest.raises(InputError, match=told) as caught:
        open_teacher("openai", **{"model": "m", "base_url": "http://localhost:1/v1", **options})
    assert "pass" not in str(caught.value).replace("password", "") and "abc" not in str(caught.value)


def test_an_unknown_teacher():
    with pytest.raises(InputError, match="rules, caption-only, openai, gemini"):
        open_teacher("parrot", model="m")


def test_without_the_package(monkeypatch):
    real = builtins.__import__

    def importing(name, *args, **kwargs):
        if name == "kinemind.cot.teachers.openai":
            raise ModuleNotFoundError("No module named 'openai'", name="openai")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", importing)
    with pytest.raises(InputError, match="pip install openai"):
        open_teacher("openai", model="m", base_url="http://localhost:1/v1")


def test_an_unknown_price_is_said(caplog):
    open_teacher("openai", model="m", base_url="http://somewhere.example/v1")
    assert "no price is known for m" in caplog.text
    caplog.clear()
    open_teacher("openai", model="m", base_url="http://somewhere.example/v1", price_out=1.0)
    open_teacher("openai", model="m", base_url="http://localhost:1/v1")
    assert not caplog.text
