"""The queue: requests decoded together, the bound, cancelling, time limits, and faults of the model."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from kinemind.generation.events import Discarded, Finished, Piece, Planned, Reasoning
from kinemind.studio.app import create_app
from kinemind.studio.settings import Settings
from tests.studio.conftest import PATIENT, Serve
from tests.studio.puppet import Puppet
from tests.studio.test_generate import events

URL = "/v1/generate"


def ask(text: str, **more: object) -> dict:
    return {"text": text, "max_seconds": 2, "formats": ["npz"], **more}


def begun(client: TestClient, puppet: Puppet) -> str:
    """A job that the model is at work on, and held there."""
    puppet.gate.clear()
    job = client.post(URL, json=ask("first", **{"async": True})).json()["job"]
    assert puppet.entered.acquire(timeout=60)
    return job


def status(client: TestClient, job: str) -> dict:
    return client.get(f"/v1/jobs/{job}").json()


def ended(client: TestClient, job: str) -> dict:
    until = time.monotonic() + 60
    while (found := status(client, job))["status"] in ("queued", "running"):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found


def test_requests_that_arrive_together_are_decoded_together(serve: Serve, puppet: Puppet):
    with serve(batch_wait=0.5) as client, ThreadPoolExecutor(6) as pool:
        texts = [f"person {number}" for number in range(6)]
        answers = list(pool.map(lambda text: client.post(URL, json=ask(text)).json(), texts))
    assert [answer["takes"][0]["text"] for answer in answers] == texts
    assert len({answer["id"] for answer in answers}) == 6
    assert sum(len(call) for call in puppet.calls) == 6 and len(puppet.calls) <= 2


def test_a_batch_has_room_for_so_many_takes_of_one_kind(serve: Serve, puppet: Puppet):
    with serve(max_batch=4) as client:
        first = begun(client, puppet)
        jobs = [
            client.post(URL, json={**body, "async": True}).json()["job"]
            for body in (
                ask("a", num=3),
                ask("b", num=3),  # does not fit beside a
                ask("c", max_seconds=5),  # of another kind
                ask("d"),
            )
        ]
        assert [status(client, job)["position"] for job in jobs] == [0, 1, 2, 3]
        puppet.gate.set()
        for job in (first, *jobs):
            assert ended(client, job)["status"] == "done"
    assert puppet.calls == [["first"], ["a"] * 3 + ["d"], ["b"] * 3, ["c"]]


def test_one_more_than_the_queue_holds_is_told_when_to_come_back(serve: Serve, puppet: Puppet):
    with serve(max_queue=2) as client:
        begun(client, puppet)
        held = [client.post(URL, json=ask("x", **{"async": True})) for _ in range(2)]
        assert [response.status_code for response in held] == [202, 202]
        refused = client.post(URL, json=ask("x"))
        assert refused.status_code == 429 and refused.json()["error"]["code"] == "busy"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        puppet.gate.set()
        for response in held:
            assert ended(client, response.json()["job"])["status"] == "done"
        assert client.post(URL, json=ask("x")).status_code == 200


def test_a_job_is_followed_to_its_end(client: TestClient):
    response = client.post(URL, json=ask("someone bows", **{"async": True}))
    assert response.status_code == 202
    accepted = response.json()
    assert accepted["status_url"] == f"/v1/jobs/{accepted['job']}" == response.headers["location"]
    found = ended(client, accepted["job"])
    assert found["status"] == "done" and found["result"]["takes"][0]["text"] == "someone bows"
    # a job that is over stays as it is
    assert client.delete(accepted["status_url"]).json()["status"] == "done"


def test_cancelling_what_waits_and_what_runs(client: TestClient, puppet: Puppet):
    running = begun(client, puppet)
    waiting = client.post(URL, json=ask("never", **{"async": True})).json()["job"]
    for job in (waiting, running):
        cancelled = client.delete(f"/v1/jobs/{job}").json()
        assert cancelled["status"] == "cancelled" and cancelled["error"]["code"] == "cancelled"
    puppet.gate.set()
    assert client.post(URL, json=ask("after")).status_code == 200
    assert puppet.calls == [["first"], ["after"]]
    assert status(client, running)["status"] == "cancelled"


def test_a_stream_tells_of_its_end_when_cancelled(client: TestClient, puppet: Puppet):
    begun(client, puppet)
    with ThreadPoolExecutor(1) as pool:
        stream = pool.submit(client.post, URL, json=ask("streamed"), headers={"Accept": "text/event-stream"})
        studio = client.app.state.studio
        until = time.monotonic() + 60
        while not studio.queue.waiting:
            assert time.monotonic() < until
            time.sleep(0.02)
        client.delete(f"/v1/jobs/{studio.queue.waiting[0].id}")
        found = events(stream.result(60).text)
    assert [name for name, _ in found] == ["job", "queue", "error"]
    assert found[-1][1]["code"] == "cancelled"


def test_a_request_that_takes_too_long_is_given_up(serve: Serve, puppet: Puppet):
    with serve(request_seconds=0.3) as client:
        puppet.gate.clear()
        response = client.post(URL, json=ask("slow"))
        assert response.status_code == 504 and response.json()["error"]["code"] == "timeout"


def test_a_fault_of_the_model_is_told_without_its_words(
    client: TestClient, puppet: Puppet, caplog: pytest.LogCaptureFixture
):
    puppet.fault = RuntimeError("secret path /home/x")
    response = client.post(URL, json=ask("x"))
    assert response.status_code == 500 and response.json()["error"]["code"] == "internal"
    assert "secret" not in response.text and "secret" in caplog.text
    puppet.fault = None
    assert client.post(URL, json=ask("x")).status_code == 200


def test_unknown_jobs_and_forgotten_ones(serve: Serve):
    with serve(max_jobs=2) as client:
        assert client.get("/v1/jobs/none").status_code == 404
        jobs = []
        for _ in range(4):
            jobs.append(client.post(URL, json=ask("x", **{"async": True})).json()["job"])
            ended(client, jobs[-1])
        found = [client.get(f"/v1/jobs/{job}").status_code for job in jobs]
        assert found[0] == 404 and found[-1] == 200


class Streaming(Puppet):
    """A puppet that tells of a take piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.bundle.motion_tokenizer = SimpleNamespace(layout=SimpleNamespace(fps=20.0))
        self.pieces = 0

    def stream(self, text: str, seed: int, *, max_seconds: float) -> Iterator[object]:
        take = self._take(text, seed, max_seconds)
        yield Reasoning("One act", 0)
        yield Discarded(0)
        yield Reasoning("One action: ", 1)
        yield Reasoning(text, 1)
        yield Planned(take.reasoning, take.steps)
        for start in range(0, len(take.motion), 10):
            self.pieces += 1
            self.entered.release()
            assert self.gate.wait(60)
            yield Piece(start, take.motion.joints[start : start + 10])
        yield Finished(take)


def test_a_take_that_is_alone_and_listened_to_is_streamed():
    model = Streaming()
    app = create_app(Settings(**PATIENT), lambda: model)  # type: ignore[arg-type]
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        found = events(client.post(URL, json=ask("bow"), headers={"Accept": "text/event-stream"}).text)
        assert client.post(URL, json=ask("bow")).status_code == 200
    names = [name for name, _ in found]
    assert names == ["job", "queue", *["reasoning"] * 3, "plan", *["motion"] * 4, "take", "done"]
    told = [data for name, data in found if name == "reasoning"]
    assert "".join(data["text"] for data in told if data["draft"] == 1) == "One action: bow"
    moved = [data for name, data in found if name == "motion"]
    assert [data["start"] for data in moved] == [0, 10, 20, 30] and moved[0]["fps"] == 20
    assert len(moved[0]["joints"]) == 10 and len(moved[0]["joints"][0]) == 22
    assert model.calls == [["bow"]]  # the one that nobody listened to


def test_a_stream_that_nobody_listens_to_any_more_stops_the_model():
    model = Streaming()
    model.gate.clear()
    app = create_app(Settings(**PATIENT), lambda: model)  # type: ignore[arg-type]
    with TestClient(app, base_url="http://127.0.0.1:7860") as client, ThreadPoolExecutor(1) as pool:
        asking = pool.submit(client.post, URL, json=ask("bow"), headers={"Accept": "text/event-stream"})
        assert model.entered.acquire(timeout=60)
        client.delete(f"/v1/jobs/{client.app.state.studio.queue.running[0].id}")
        model.gate.set()
        assert events(asking.result(60).text)[-1][1]["code"] == "cancelled"
        assert client.post(URL, json=ask("after")).status_code == 200
    assert model.pieces == 1
