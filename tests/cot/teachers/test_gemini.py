"""The gemini teacher: Google's own client against a server on the loopback that plays Gemini."""

import asyncio
import base64
import json
import logging
import pickle
import traceback
from dataclasses import replace
from urllib.parse import urlsplit

import imageio_ffmpeg
import pytest

from kinemind.cot.errors import BadReply, RateLimited, TeacherError, Unavailable
from kinemind.cot.teachers import open_teacher
from kinemind.cot.teachers.films import FPS, SIZE, film_of
from kinemind.cot.trace import Trace, Usage
from kinemind.errors import InputError
from tests.cot.teachers.chat_server import Answer, serving

genai = pytest.importorskip("google.genai", reason="google-genai (the extra gemini) is not installed")

REASONING = (
    "Two actions, 4.9 s in all. 1. The person walks forward (legs, forward, 2.5 s). "
    "2. Then they raise the right hand (right arm, up, 2.4 s)."
)
KEY = "AIza-very-secret-0123456789"


def generated(text, finish="STOP", *more_parts):
    parts = [*more_parts, {"text": text}]
    return Answer(
        {
            "candidates": [
                {"content": {"role": "model", "parts": parts}, "finishReason": finish, "index": 0}
            ],
            "usageMetadata": {"promptTokenCount": 900, "candidatesTokenCount": 50, "thoughtsTokenCount": 30},
        }
    )


def fault(status, message, *details, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"code": status, "message": message, "status": "S", "details": list(details)}
    return Answer({"error": body}, status, named)


GOOD = generated(json.dumps({"reasoning": REASONING}))


def opened(server, **options):
    parts = urlsplit(server.url)
    return open_teacher(
        "gemini", **{"model": "gemini-x", "base_url": f"{parts.scheme}://{parts.netloc}", **options}
    )


def write(teacher, subject, *complaints):
    async def go():
        try:
            return await teacher.write(subject, complaints)
        finally:
            await teacher.close()

    return asyncio.run(go())


def film_in(asked):
    (blob,) = [part["inlineData"] for part in asked.body["contents"][0]["parts"] if "inlineData" in part]
    assert "video/mp4" in (blob.get("mimeType"), blob.get("mime_type"))
    return base64.b64decode(blob["data"].replace("-", "+").replace("_", "/"))


def test_the_film_the_facts_and_the_caption_are_sent(subject, monkeypatch, tmp_path):
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    with serving(lambda asked: GOOD) as server:
        teacher = opened(server, price_in=1.0, price_out=10.0, temperature=0.4, max_tokens=700)
        trace = write(teacher, subject, "the wrong hand")
    (asked,) = server.asked
    assert asked.path.endswith("models/gemini-x:generateContent")
    assert KEY not in asked.path and asked.headers["x-goog-api-key"] == KEY
    film = film_in(asked)
    (tmp_path / "film.mp4").write_bytes(film)
    frames = imageio_ffmpeg.count_frames_and_secs(str(tmp_path / "film.mp4"))
    assert frames[1] == pytest.approx(subject.seconds, abs=0.15)
    assert asked.body["contents"][0]["parts"][0]["videoMetadata"]["fps"] == 10
    told = asked.body["contents"][0]["parts"][1]["text"]
    assert subject.caption in told and "attached film" in told and "the wrong hand" in told
    assert f"length: {subject.seconds:.1f} s" in told
    assert "sub-actions" in asked.body["systemInstruction"]["parts"][0]["text"]
    settings = asked.body["generationConfig"]
    assert (settings["temperature"], settings["maxOutputTokens"]) == (0.4, 700)
    assert settings["responseMimeType"] == "application/json"
    assert settings["responseJsonSchema"]["required"] == ["reasoning"]
    assert [step.body_part for step in trace.steps] == ["legs", "right arm"]
    assert trace.usage == Usage(900, 80, (900 + 800) / 1e6, 1)
    assert teacher.name == "gemini:gemini-x"


def test_a_film_is_drawn_once_for_all_attempts_and_the_judging(subject):
    drawn = []
    fine = {"ok": True, "reason": ""}
    verdict = generated(json.dumps(dict.fromkeys(("relevance", "consistency", "conciseness"), fine)))

    def motion():
        drawn.append(1)
        return subject.motion()

    watched = replace(subject, motion=motion)
    with serving(lambda asked: GOOD if len(server.asked) < 3 else verdict) as server:
        teacher = opened(server)

        async def go():
            trace = await teacher.write(watched)
            await teacher.write(watched, ["again"], 1)
            return await teacher.judge(watched, trace)

        judged = asyncio.run(go())
    assert judged.passed and judged.judge == "gemini:gemini-x"
    assert len(drawn) == 1
    assert film_in(server.asked[0]) == film_in(server.asked[2])
    assert server.asked[2].body["generationConfig"]["temperature"] == 0


def test_a_film_is_small_and_has_no_lettering(subject):
    film = film_of(subject)
    assert film[4:8] == b"ftyp" and len(film) < 2**20
    assert film == film_of(replace(subject, caption="another text"))
    fast = replace(subject.motion(), fps=2 * FPS)
    assert len(film_of(replace(subject, motion=lambda: fast))) < len(film)
    assert all(side % 2 == 0 for side in SIZE)


def test_thoughts_are_not_the_trace(subject):
    thought = {"text": "1. I could jump (whole body, up, 9.9 s).", "thought": True}
    with serving(lambda asked: generated(json.dumps({"reasoning": REASONING}), "STOP", thought)) as server:
        assert write(opened(server), subject).reasoning == REASONING


def test_a_schema_that_is_refused_is_not_sent_again(subject):
    def respond(asked):
        if "responseJsonSchema" in asked.body["generationConfig"]:
            return fault(400, "response_json_schema is not supported for this model")
        return GOOD

    with serving(respond) as server:
        teacher = opened(server)
        assert write(teacher, subject).usage.requests == 2
        assert write(opened(server), subject).steps
    kinds = [asked.body["generationConfig"].get("responseMimeType") for asked in server.asked]
    assert kinds[:2] == ["application/json"] * 2


@pytest.fixture(scope="module")
def one_for_all():
    """A teacher and the answer it gets; opening one takes its time."""
    answers = [GOOD]
    with serving(lambda asked: answers[0]) as server, pytest.MonkeyPatch.context() as environment:
        environment.setenv("MY_KEY", KEY)
        yield opened(server, api_key_env="MY_KEY"), answers


@pytest.fixture(scope="module")
def still(subject):
    """A subject whose film is short."""
    motion = subject.motion()[:4]
    return replace(subject, id="still", motion=lambda: motion)


WAIT = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7s"}
FAILURES = {
    "rate limit": (fault(429, "RESOURCE_EXHAUSTED", WAIT), RateLimited),
    "rate limit by header": (fault(429, "RESOURCE_EXHAUSTED", retry_after="7"), RateLimited),
    "rate limit without a time": (fault(429, "slow down"), RateLimited),
    "fault": (fault(500, "internal"), Unavailable),
    "overloaded": (fault(503, "the model is overloaded"), Unavailable),
    "no json": (Answer(b"oops", 502), Unavailable),
    "wrong key": (fault(400, "API key not valid. Please pass a valid API key."), InputError),
    "not allowed": (fault(403, "denied"), InputError),
    "unknown model": (fault(404, "models/gemini-x is not found"), InputError),
    "refused": (fault(400, "the film has no frames"), InputError),
    "cut off": (generated('{"reasoning": "1. wal', "MAX_TOKENS"), BadReply),
    "held back": (generated("", "SAFETY"), BadReply),
    "blocked": (Answer({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}), BadReply),
    "nothing": (Answer({}), BadReply),
    "no parts": (Answer({"candidates": [{"finishReason": "STOP"}]}), BadReply),
    "half of the json": (Answer(GOOD.raw[:60]), BadReply),
    "half of the body": (Answer(GOOD.raw[:60], declared=len(GOOD.raw)), Unavailable),
    "rubbish": (generated("I would rather not."), BadReply),
}


@pytest.mark.parametrize(("answer", "kind"), FAILURES.values(), ids=FAILURES)
def test_failures_are_what_they_are(still, one_for_all, answer, kind, caplog):
    teacher, answers = one_for_all
    answers[0] = answer
    caplog.set_level(logging.DEBUG)
    with pytest.raises((TeacherError, InputError)) as caught:
        asyncio.run(teacher.write(still))
    assert type(caught.value) is kind
    assert caught.value.__context__ is None
    if "retry-after" in answer.headers or b"retryDelay" in answer.raw:
        assert caught.value.retry_after == 7
    written = caplog.text + "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert KEY not in written


def test_the_key_is_nowhere(still, monkeypatch, caplog, capfd):
    monkeypatch.setenv("GOOGLE_API_KEY", KEY)
    for name in ("", "google_genai", "httpx2", "httpcore2", "kinemind"):
        caplog.set_level(logging.DEBUG, logger=name)
    echo = generated(json.dumps({"reasoning": f"{REASONING} {KEY}"}))
    answers = [echo, fault(500, f"crash {KEY}"), fault(403, f"bad {KEY}"), *[fault(400, f"no {KEY}")] * 3]
    with serving(lambda asked: answers[len(server.asked) - 1]) as server:
        teacher = opened(server)
        assert KEY.encode() not in pickle.dumps(teacher)
        texts = [repr(asyncio.run(teacher.write(still))), repr(teacher), repr(teacher.model)]
        for _ in range(3):
            with pytest.raises((TeacherError, InputError)) as caught:
                asyncio.run(teacher.write(still))
            texts += traceback.format_exception(caught.value)
    texts += [caplog.text, *capfd.readouterr()]
    assert all(asked.headers["x-goog-api-key"] == KEY for asked in server.asked)
    assert not [text for text in texts if KEY in text]


def test_what_a_user_must_mend(subject, monkeypatch):
    with pytest.raises(InputError, match="GEMINI_API_KEY"):
        open_teacher("gemini", model="gemini-x")
    with pytest.raises(InputError, match="--model"):
        open_teacher("gemini")
    teacher = open_teacher("gemini", model="gemini-x", base_url="http://127.0.0.1:9")
    with pytest.raises(InputError, match="no motion to show"):
        asyncio.run(teacher.write(replace(subject, motion=None)))

    def without_ffmpeg():
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", without_ffmpeg)
    with pytest.raises(InputError, match="finds no ffmpeg"):
        open_teacher("gemini", model="gemini-x", base_url="http://127.0.0.1:9")


def test_slow_or_not_there(still):
    import threading

    stop = threading.Event()

    def respond(asked):
        stop.wait(5)
        return GOOD

    with serving(respond) as server:
        with pytest.raises(Unavailable, match=r"no answer within 0\.3 s"):
            write(opened(server, timeout=0.3), still)
        stop.set()
    with pytest.raises(Unavailable, match="no answer from Gemini"):
        write(opened(server), still)


def test_a_verdict_without_a_film_is_no_verdict(subject):
    teacher = open_teacher("gemini", model="gemini-x", base_url="http://127.0.0.1:9")
    with pytest.raises(InputError, match="no motion to show"):
        asyncio.run(teacher.judge(replace(subject, motion=None), Trace(REASONING, ())))
