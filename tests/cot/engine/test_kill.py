"""kill -9 in the middle, start again: no record is lost, doubled or half-written."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kinemind.cot.records import read_records
from tests.cot.engine.fault_server import FaultServer
from tests.cot.engine.subjects import reasoning_for, subjects

ROOT = Path(__file__).parents[3]


def start(base_url: str, out: Path, count: int, processes: int) -> subprocess.Popen:
    command = ["-m", "tests.cot.engine.killed_job", base_url, str(out), str(count), str(processes)]
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, stderr=subprocess.PIPE, text=True)


def kill_in_the_middle(job: subprocess.Popen, out: Path, after: float) -> bool:
    """Kills the job `after` seconds after its first new line; False when it was through before."""
    before = out.stat().st_size if out.exists() else 0
    while job.poll() is None and (out.stat().st_size if out.exists() else 0) <= before:
        time.sleep(0.002)
    time.sleep(after)
    if job.poll() is None:
        job.send_signal(signal.SIGKILL)
    job.communicate()
    return job.returncode == -signal.SIGKILL


def finish(base_url: str, out: Path, count: int, processes: int) -> None:
    job = start(base_url, out, count, processes)
    _, errors = job.communicate(timeout=120)
    assert job.returncode == 0, errors


def whole_lines(out: Path) -> list[bytes]:
    return [line for line in out.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


@pytest.mark.parametrize("processes", [1, 2])
def test_nothing_is_lost_doubled_or_torn(tmp_path, processes):
    drawn, out, count, kills = random.Random(processes), tmp_path / "cot.jsonl", 400, 0
    with FaultServer({"500": 0.05, "malformed": 0.05}, latency=0.03) as server:
        base_url = server.base_url if processes == 1 else "-"
        for _ in range(4 if processes == 1 else 2):
            kept = whole_lines(out) if out.exists() else []
            kills += kill_in_the_middle(start(base_url, out, count, processes), out, drawn.uniform(0.0, 0.25))
            lines = whole_lines(out)
            assert lines[: len(kept)] == kept
            assert all(json.loads(line)["id"] for line in lines)
            if lines and drawn.random() < 0.5:  # what a failing disk leaves
                out.write_bytes(out.read_bytes() + lines[0][: drawn.randrange(1, len(lines[0]))])
        kept = whole_lines(out)
        assert len(kept) < count
        finish(base_url, out, count, processes)
    assert kills >= 2
    assert whole_lines(out)[: len(kept)] == kept
    records = read_records(out)
    rejects = tmp_path / "cot.rejects.jsonl"
    rejected = [json.loads(line)["id"] for line in whole_lines(rejects)] if rejects.exists() else []
    assert rejected.sort() is None and rejected == (["s00010", "s00020"] if processes > 1 else [])
    assert sorted([*(record.id for record in records), *rejected]) == [s.id for s in subjects(count)]
    assert all(record.reasoning == reasoning_for(record.caption) for record in records)
    assert out.read_bytes().endswith(b"\n")


def test_a_killed_job_leaves_no_processes(tmp_path):
    out = tmp_path / "cot.jsonl"
    job = start("-", out, 5000, 2)
    while not (out.exists() and out.stat().st_size):
        time.sleep(0.005)
    children = Path(f"/proc/{job.pid}/task/{job.pid}/children")
    if not children.exists():
        job.kill()
        job.communicate()
        pytest.skip("the processes of another cannot be listed here")
    started = children.read_text().split()
    assert len(started) >= 2
    job.kill()
    job.communicate()
    until = time.monotonic() + 20
    while any(Path(f"/proc/{child}/cmdline").exists() and is_running(child) for child in started):
        assert time.monotonic() < until, "a process of the pool outlives its parent"
        time.sleep(0.02)


def is_running(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
