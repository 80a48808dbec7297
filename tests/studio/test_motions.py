"""Uploads: caption, facts and other formats of a clip; refusals of size, suffix and length."""

import json

import numpy as np
import pytest
from fastapi.testclient import TestClient

from kinemind.formats import WRITABLE
from kinemind.kinematics.facts import measure
from kinemind.motion import Motion
from tests.features.test_invariants import smooth_motion
from tests.studio.conftest import Serve
from tests.studio.puppet import Puppet


@pytest.mark.parametrize("suffix", [".bvh", ".npz", ".npy", ".glb"])
def test_the_facts_are_what_the_command_prints(
    client: TestClient, clips: dict[str, bytes], suffix: str, tmp_path
):
    response = client.post("/v1/describe", files={"file": (f"clip{suffix}", clips[suffix])})
    assert response.status_code == 200, response.text
    (tmp_path / f"clip{suffix}").write_bytes(clips[suffix])
    facts = measure(Motion.load(tmp_path / f"clip{suffix}")).to_json()
    assert response.json() == json.loads(json.dumps(facts))


def test_a_caption_comes_with_facts_and_joints(nano: TestClient, clips: dict[str, bytes]):
    ask = {"files": {"file": ("clip.bvh", clips[".bvh"])}, "data": {"seed": "5"}}
    answer = nano.post("/v1/caption", **ask)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert set(told) == {"caption", "reasoning", "steps", "bundle", "facts", "view"}
    assert told["caption"] and told["bundle"] == "nano" and told["facts"]["seconds"] == pytest.approx(2.0)
    view = told["view"]
    assert view["joints"]["shape"] == [40, 22, 3] and view["seed"] == 5
    assert view["text"] == told["caption"] and view["steps"] == told["steps"]
    assert nano.post("/v1/caption", **ask).json()["caption"] == told["caption"]


def test_a_fast_recording_is_thinned_for_drawing(client: TestClient, tmp_path):
    motion = Motion(smooth_motion(1, frames=240), 120.0)
    data = motion.save(tmp_path / "fast.npz").read_bytes()
    view = client.post("/v1/caption", files={"file": ("fast.npz", data)}).json()["view"]
    assert view["fps"] == 60 and view["joints"]["shape"] == [120, 22, 3]
    assert view["contacts"]["shape"][0] == 120


@pytest.mark.parametrize(
    "to", sorted(suffix.lstrip(".") for suffix in WRITABLE if suffix not in (".mp4", ".gif"))
)
def test_every_format_that_is_written_can_be_asked_for(client: TestClient, clips: dict[str, bytes], to: str):
    response = client.post("/v1/convert", files={"file": ("My Wave.npz", clips[".npz"])}, data={"to": to})
    assert response.status_code == 200, response.text
    link = response.json()["file"]
    assert link.endswith(f"/my-wave.{to}")
    fetched = client.get(link)
    assert fetched.status_code == 200 and len(fetched.content) > 100
    assert fetched.headers["content-disposition"] == f'attachment; filename="my-wave.{to}"'


def test_a_converted_motion_is_the_same_motion(client: TestClient, clips: dict[str, bytes], tmp_path):
    (tmp_path / "in.npy").write_bytes(clips[".npy"])
    link = client.post("/v1/convert", files={"file": ("in.npy", clips[".npy"])}, data={"to": "npz"}).json()
    (tmp_path / "out.npz").write_bytes(client.get(link["file"]).content)
    before, after = (Motion.load(tmp_path / name) for name in ("in.npy", "out.npz"))
    np.testing.assert_allclose(after.joints, before.joints, atol=1e-6)


def test_formats_suffixes_sizes_and_lengths_are_bounded(serve: Serve, clips: dict[str, bytes], tmp_path):
    with serve(max_upload_mb=0.5) as client:
        unknown = client.post("/v1/convert", files={"file": ("a.bvh", clips[".bvh"])}, data={"to": "exe"})
        assert unknown.status_code == 422 and "npz" in unknown.json()["error"]["message"]
        suffix = client.post("/v1/describe", files={"file": ("a.fbx", b"x")})
        assert suffix.status_code == 400 and ".bvh" in suffix.json()["error"]["message"]
        for size in (2**19 + 1, 2**20, 3 * 2**20):  # over the file's limit, over the body's, far over
            large = client.post("/v1/describe", files={"file": ("a.bvh", b"x" * size)})
            assert large.status_code == 413 and large.json()["error"]["code"] == "too_large"
        sentence = client.post(
            "/v1/generate", content=b"x" * 2**17, headers={"content-type": "application/json"}
        )
        assert sentence.status_code == 413 and sentence.json()["error"]["code"] == "too_large"
        assert client.post("/v1/describe", files={"file": ("a.bvh", b"")}).status_code == 400
        assert client.post("/v1/describe", data={"file": "text"}).status_code == 422
        long = Motion(np.repeat(smooth_motion(1, 20), 45, axis=0), 20.0).save(tmp_path / "long.npy")
        told = client.post("/v1/caption", files={"file": ("long.npy", long.read_bytes())})
        assert told.status_code == 400 and "40 s" in told.json()["error"]["message"]


def test_a_body_without_a_length_is_cut_off_as_it_arrives(serve: Serve):
    sent = 0

    def body():
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bvh"\r\n\r\n'
        for _ in range(64):
            sent += 2**16
            yield b"x" * 2**16

    with serve(max_upload_mb=0.5) as client:
        headers = {"content-type": "multipart/form-data; boundary=b"}
        assert client.post("/v1/describe", content=body(), headers=headers).status_code == 413


def test_one_clip_that_cannot_be_told_does_not_spoil_the_others(serve: Serve, puppet: Puppet, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    files = []
    for frames in (5, 40, 40):
        motion = Motion(smooth_motion(frames, frames=frames), 20.0)
        files.append(motion.save(tmp_path / f"{len(files)}.npy").read_bytes())
    with serve(batch_wait=1.0) as client, ThreadPoolExecutor(3) as pool:
        found = list(
            pool.map(lambda data: client.post("/v1/caption", files={"file": ("a.npy", data)}), files)
        )
    assert [response.status_code for response in found] == [400, 200, 200]
    assert "too short" in found[0].json()["error"]["message"]


def test_a_reader_that_is_too_slow_is_ended(serve: Serve, clips: dict[str, bytes]):
    with serve(read_seconds=0.001, read_seconds_per_mb=0) as client:
        response = client.post("/v1/describe", files={"file": ("a.bvh", clips[".bvh"])})
        assert response.status_code == 413 and "too long" in response.json()["error"]["message"]


def test_a_reader_that_takes_too_much_memory_is_refused(serve: Serve, tmp_path):
    wide = Motion(np.repeat(smooth_motion(1, 20), 3000, axis=0), 20.0).save(tmp_path / "wide.npy")
    with serve(reader_memory_mb=64) as client:
        response = client.post("/v1/describe", files={"file": ("wide.npy", wide.read_bytes())})
        assert response.status_code == 413 and "memory" in response.json()["error"]["message"]
        assert client.get("/healthz").status_code == 200
