"""The Ray Data job on two local workers; skips where the extra is not installed."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kinemind.cot.engine import EngineOptions, run
from kinemind.cot.engine.ray_job import run_on_ray
from kinemind.errors import InputError
from tests.cot.engine.subjects import Scripted, subjects

ray = pytest.importorskip("ray", reason="the extra kinemind[ray] is not installed")
ROOT = Path(__file__).parents[3]
OPTIONS = EngineOptions(concurrency=8, data="d", attempts=2)
WRONG = {"s00004": 1, "s00009": 99}


def teacher() -> Scripted:
    return Scripted(wrong=WRONG, cost=0.5, latency=0.02)


def lines(path: Path) -> list[str]:
    return sorted(path.read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module", autouse=True)
def two_workers() -> Iterator[None]:
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    yield
    ray.shutdown()


def test_gives_what_one_process_gives_and_goes_on_where_it_was(tmp_path):
    one, many = tmp_path / "one.jsonl", tmp_path / "many.jsonl"
    alone = run(subjects(60), teacher(), one, OPTIONS)
    first = run_on_ray(subjects(30), teacher, many, OPTIONS, batch=8)
    second = run_on_ray(subjects(60), teacher, many, OPTIONS, batch=8)
    assert lines(one) == lines(many)
    assert lines(tmp_path / "one.rejects.jsonl") == lines(tmp_path / "many.rejects.jsonl")
    assert (first.records, second.records, second.skipped) == (29, 30, 30)
    assert first.usage + second.usage == alone.usage
    assert second.spent == alone.spent
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}.{ending}" for name in ("one", "many") for ending in ("jsonl", "rejects.jsonl", "job.json")
    }
    assert run_on_ray(subjects(60), teacher, many, OPTIONS).skipped == 60


def test_a_killed_job_goes_on(tmp_path):
    out = tmp_path / "cot.jsonl"
    shards = tmp_path / "cot.jsonl.shards"
    job = subprocess.Popen([sys.executable, "-m", "tests.cot.engine.killed_ray_job", str(out)], cwd=ROOT)
    while job.poll() is None and not any(path.stat().st_size for path in shards.glob("*[0-9].jsonl")):
        time.sleep(0.01)
    time.sleep(0.2)
    assert job.poll() is None
    job.send_signal(signal.SIGKILL)
    job.wait()
    began = {json.loads(line)["id"] for path in shards.glob("*[0-9].jsonl") for line in _whole(path)}
    assert began
    report = run_on_ray(subjects(200), teacher, out, OPTIONS, batch=8)
    assert report.skipped >= len(began - {"s00009"})
    ids = [json.loads(line)["id"] for line in lines(out)]
    assert sorted([*ids, "s00009"]) == [subject.id for subject in subjects(200)]
    assert not shards.exists()


def test_a_teacher_that_is_down_ends_the_job(tmp_path):
    with pytest.raises(InputError, match="no reply"):
        run_on_ray(subjects(60), _Down, tmp_path / "cot.jsonl", OPTIONS)


class _Down(Scripted):
    async def write(self, subject, complaints=(), attempt=0):
        raise InputError("the key is wrong")


def _whole(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return text[: text.rfind("\n") + 1].splitlines()
