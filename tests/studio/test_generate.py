"""`/v1/generate` with the embedded bundle: the contract, links that open, seeds that repeat, events."""

import base64
import json

import numpy as np
import pytest
from fastapi.testclient import TestClient

from kinemind.motion import Motion

ASK = {"text": "a person walks forward", "seed": 3, "max_seconds": 3, "formats": ["npz", "bvh"]}


def events(text: str) -> list[tuple[str, dict]]:
    found = []
    for block in text.strip().split("\n\n"):
        if not block.startswith(":"):
            name, data = block.split("\n")
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


@pytest.fixture(scope="module")
def answer(nano: TestClient) -> dict:
    response = nano.post("/v1/generate", json={**ASK, "num": 2})
    assert response.status_code == 200, response.text
    return response.json()


def test_the_answer_is_what_the_command_prints_with_links(answer: dict):
    assert set(answer) == {"id", "takes", "bundle"} and answer["bundle"] == "nano"
    assert [take["seed"] for take in answer["takes"]] == [3, 4]
    for number, take in enumerate(answer["takes"]):
        assert set(take) == {
            "text", "reasoning", "steps", "motion_tokens", "num_frames", "fps", "seed", "files", "view",
        }  # fmt: skip
        assert take["text"] == ASK["text"] and take["fps"] == 20 and 0 < take["num_frames"] <= 60
        assert take["steps"][-1]["end"] == pytest.approx(take["num_frames"] / 20)
        assert take["view"] == f"/v1/takes/{answer['id']}/{number}"
        assert take["files"] == {
            suffix: f"/v1/files/{answer['id']}/{number:02d}.{suffix}" for suffix in ("npz", "bvh")
        }


def test_files_and_view_are_one_motion(nano: TestClient, answer: dict, tmp_path):
    take = answer["takes"][1]
    for suffix, link in take["files"].items():
        response = nano.get(link)
        assert response.status_code == 200
        disposition = response.headers["content-disposition"]
        assert disposition == f'attachment; filename="a-person-walks-forward-4.{suffix}"'
        (tmp_path / f"take.{suffix}").write_bytes(response.content)
    npz, bvh = (Motion.load(tmp_path / f"take.{suffix}") for suffix in ("npz", "bvh"))
    assert npz.text == ASK["text"] and len(npz.steps) == len(take["steps"])
    assert np.linalg.norm(npz.joints - bvh.joints, axis=-1).max() < 0.002
    view = nano.get(take["view"]).json()
    joints = np.frombuffer(base64.b64decode(view["joints"]["base64"]), "<f4").reshape(view["joints"]["shape"])
    np.testing.assert_array_equal(joints, npz.joints)
    touching = np.frombuffer(base64.b64decode(view["contacts"]["base64"]), np.uint8)
    assert touching.size == np.prod(view["contacts"]["shape"]) and touching.max() == 1
    assert view["reasoning"] == take["reasoning"] and view["seed"] == 4 and view["steps"] == take["steps"]


def test_a_format_that_was_not_asked_for_is_written_when_fetched(nano: TestClient, answer: dict):
    link = answer["takes"][0]["files"]["npz"].replace(".npz", ".npy")
    again = [nano.get(link).content for _ in range(2)]
    assert again[0] == again[1] and again[0].startswith(b"\x93NUMPY")


def test_the_events_of_a_take_come_in_order_and_a_seed_repeats(nano: TestClient, answer: dict):
    response = nano.post("/v1/generate", json=ASK, headers={"Accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    found = events(response.text)
    names = [name for name, _ in found]
    assert names[:2] == ["job", "queue"] and names[-2:] == ["take", "done"]
    assert names.index("reasoning") < names.index("plan") < names.index("take")
    told = "".join(data["text"] for name, data in found if name == "reasoning")
    take = next(data for name, data in found if name == "take")
    first = answer["takes"][0]
    assert told == take["reasoning"] == first["reasoning"] and take["take"] == 0
    # alone or among others, as JSON or as events: the same text and seed give the same motion
    assert take["motion_tokens"] == first["motion_tokens"]
    assert found[-1][1] == {"id": take["view"].split("/")[3], "bundle": "nano"}


def test_chain_of_motion_shows_its_candidates(nano: TestClient):
    ask = {**ASK, "max_seconds": 1, "use_com": True, "com_candidates": 2, "com_refine_steps": 0}
    response = nano.post("/v1/generate", json=ask)
    assert response.status_code == 200, response.text
    rounds = response.json()["takes"][0]["com"]["rounds"]
    assert len(rounds) == 1 and len(rounds[0]["candidates"]) == 2
    candidate = rounds[0]["candidates"][1]
    assert isinstance(candidate["score"], float) and candidate["components"]
    assert nano.get(candidate["view"]).json()["seed"] == candidate["seed"]
    assert nano.get(candidate["files"]["bvh"]).content.startswith(b"HIERARCHY")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"seed": -1}, "seed"),
        ({"seed": "7"}, "seed"),
        ({"num": 17}, "num"),
        ({"max_seconds": 0}, "max_seconds"),
        ({"formats": ["exe"]}, "npz, npy, bvh"),
        ({"formats": []}, "formats"),
        ({"com_candidates": 0}, "com_candidates"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_what_is_out_of_bounds_is_named(client: TestClient, change: dict, words: str):
    response = client.post("/v1/generate", json={**ASK, **change})
    assert response.status_code == 422 and response.json()["error"]["code"] == "bad_request"
    assert words in response.json()["error"]["message"]


def test_too_much_of_candidates_and_takes_is_one_sentence(client: TestClient):
    ask = {**ASK, "num": 16, "use_com": True, "com_candidates": 16}
    response = client.post("/v1/generate", json=ask)
    assert response.status_code == 400 and "64" in response.json()["error"]["message"]
