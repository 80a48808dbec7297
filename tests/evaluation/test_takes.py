"""Batches of an evaluation on disk: damaged ones are made again, and no worker outlives its parent."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kinemind.errors import InputError
from kinemind.evaluation import describing, generating
from kinemind.evaluation.describing import Sitting, describe_all, is_described
from kinemind.evaluation.generating import Order, Studio, carry_out
from kinemind.evaluation.takes import JOB, Takes, begin, is_done, write_rows

COUNT = 3


def takes(count: int = COUNT, texts: str = "walks") -> Takes:
    rows = tuple({"case": f"c{i}", "text": texts, "seed": i} for i in range(count))
    return Takes(rows, np.full((count, 4), 0.5), {"jerk": np.arange(float(count))})


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def lose_last_line(path: Path) -> None:
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


DAMAGE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "npz cut": (".npz", cut),
    "npz empty": (".npz", lambda path: path.write_bytes(b"")),
    "npz other": (".npz", lambda path: path.write_bytes(b"no archive at all")),
    "npz of a single array": (".npz", lambda path: np.save(path.open("wb"), np.zeros(3))),
    "npz without vectors": (".npz", lambda path: np.savez(path, jerk=np.zeros(COUNT))),
    "npz of fewer": (".npz", lambda path: np.savez(path, vectors=np.zeros((2, 4)), jerk=np.zeros(2))),
    "npz not finite": (".npz", lambda path: np.savez(path, vectors=np.full((COUNT, 4), np.nan))),
    "npz of short figures": (
        ".npz",
        lambda path: np.savez(path, vectors=np.zeros((COUNT, 4)), jerk=np.zeros(2)),
    ),
    "npz missing": (".npz", Path.unlink),
    "jsonl cut": (".jsonl", cut),
    "jsonl short": (".jsonl", lose_last_line),
    "jsonl empty": (".jsonl", lambda path: path.write_bytes(b"")),
    "jsonl binary": (".jsonl", lambda path: path.write_bytes(b"\xff\xfe\0" * 9)),
    "jsonl of numbers": (".jsonl", lambda path: path.write_text("1\n" * COUNT)),
    "jsonl missing": (".jsonl", Path.unlink),
}


@pytest.fixture(params=DAMAGE)
def damaged(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder of two batches, the second damaged."""
    for name in ("repeat-00", "repeat-01"):
        takes().save(tmp_path, name)
    suffix, damage = DAMAGE[request.param]
    damage(tmp_path / f"repeat-01{suffix}")
    return tmp_path


def test_what_is_saved_is_done_and_reads_back(tmp_path: Path) -> None:
    # U+2028 ends a line for str.splitlines, not for JSON
    kept = Takes(takes(texts="geht\u2028süß").rows, takes().vectors, {"slide": np.array([1.0, np.nan, 2.0])})
    assert not is_done(tmp_path, "a", COUNT)
    kept.save(tmp_path, "a")
    assert is_done(tmp_path, "a", COUNT)
    assert not is_done(tmp_path, "a", COUNT + 1)
    found = Takes.load(tmp_path, "a")
    assert found.rows == kept.rows
    np.testing.assert_array_equal(found.vectors, kept.vectors)
    np.testing.assert_array_equal(found.figures["slide"], kept.figures["slide"])


def test_no_cut_of_either_file_is_taken_for_done(tmp_path: Path) -> None:
    takes().save(tmp_path, "a")
    for suffix in (".npz", ".jsonl"):
        path = tmp_path / f"a{suffix}"
        whole = path.read_bytes()
        # the last byte of the rows is the end of a line, without which they are all there
        for size in range(len(whole) - 1):
            path.write_bytes(whole[:size])
            assert not is_done(tmp_path, "a", COUNT), (suffix, size)
        path.write_bytes(whole)
    assert is_done(tmp_path, "a", COUNT)


def test_overwritten_bytes_never_get_past_the_check_as_other_numbers(tmp_path: Path) -> None:
    takes().save(tmp_path, "a")
    path = tmp_path / "a.npz"
    whole = path.read_bytes()
    refused = 0
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :])
        if is_done(tmp_path, "a", COUNT):
            np.testing.assert_array_equal(Takes.load(tmp_path, "a").vectors, takes().vectors)
        else:
            refused += 1
    assert refused > len(whole) // 2


def test_a_kill_within_saving_leaves_no_old_arrays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    takes().save(tmp_path, "a")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", killed)
    with pytest.raises(KeyboardInterrupt):
        takes(texts="runs").save(tmp_path, "a")
    assert not is_done(tmp_path, "a", COUNT)


def test_a_damaged_batch_alone_is_made_again(
    damaged: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[str] = []

    def make(order: Order, studio: Studio) -> None:
        made.append(order.name)
        takes().save(studio.folder, order.name)

    monkeypatch.setattr(generating, "make", make)
    cases = tuple(f"c{i}" for i in range(COUNT))
    names = ("repeat-00", "repeat-01", "repeat-02")
    orders = [Order(name, cases, ("walks",) * COUNT, (0,) * COUNT) for name in names]
    studio = Studio(damaged, "nano", "bundle", "none", 0)
    carry_out(orders, studio, 1)
    assert made == ["repeat-01", "repeat-02"]
    assert all(is_done(damaged, name, COUNT) for name in names)
    # repeat-02 was never there: nothing to say about it
    said = [line for line in capsys.readouterr().err.splitlines() if "made again" in line]
    assert said == [f"{damaged / 'repeat-01'} is damaged or incomplete; it is made again"]
    carry_out(orders, studio, 1)
    assert len(made) == 2
    assert "made again" not in capsys.readouterr().err


@pytest.mark.parametrize("kind", [kind for kind in DAMAGE if kind.startswith("jsonl")])
def test_damaged_descriptions_are_made_again(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[str] = []

    def describe(sitting: Sitting, _motions: object, _bundle: str, folder: Path, _com: object) -> None:
        made.append(sitting.name)
        write_rows(folder / f"{sitting.name}.jsonl", takes().rows)

    monkeypatch.setattr(describing, "describe", describe)
    cases, seeds = tuple(f"c{i}" for i in range(COUNT)), tuple(range(COUNT))
    sittings = [Sitting("repeat-00", cases, seeds), Sitting("repeat-01", cases, seeds)]
    describe_all(sittings, [], "nano", tmp_path, 1)
    DAMAGE[kind][1](tmp_path / "repeat-01.jsonl")
    assert not is_described(tmp_path, sittings[1])
    capsys.readouterr()
    describe_all(sittings, [], "nano", tmp_path, 1)
    assert made == ["repeat-00", "repeat-01", "repeat-01"]
    assert all(is_described(tmp_path, sitting) for sitting in sittings)
    said = [line for line in capsys.readouterr().err.splitlines() if "made again" in line]
    assert said == [f"{tmp_path / 'repeat-01'} is damaged or incomplete; it is made again"] * (
        kind != "jsonl missing"
    )


@pytest.mark.parametrize("content", [b"", b'{"seed": ', b"[1, 2]", b"null", b"\xff\xfe\0", b"[" * 99999])
def test_a_broken_job_is_one_plain_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / JOB).write_bytes(content)
    with pytest.raises(InputError) as refused:
        begin(tmp_path, {"seed": 1})
    said = str(refused.value)
    assert said.startswith(f"{tmp_path / JOB} is damaged")
    assert said.endswith(f"delete the folder {tmp_path} or name another report")
    for jargon in ("line 1", "column", "char", "Expecting", "codec", "recursion", "\n"):
        assert jargon not in said.replace(str(tmp_path), "")
    assert (tmp_path / JOB).read_bytes() == content


def test_the_same_job_goes_on_and_another_is_refused(tmp_path: Path) -> None:
    begin(tmp_path / "x", {"seed": 1, "limit": None})
    begin(tmp_path / "x", {"seed": 1, "limit": None})
    assert json.loads((tmp_path / "x" / JOB).read_text()) == {"seed": 1, "limit": None}
    with pytest.raises(InputError, match=r"another evaluation \(other seed\)"):
        begin(tmp_path / "x", {"seed": 2, "limit": None})


PARENT = """
import os, sys, time
from pathlib import Path
from kinemind.evaluation import describing, generating

def work(*_):
    print(os.getpid(), flush=True)
    time.sleep(600)

if __name__ == "__main__":
    generating.make = describing.describe = work
    folder = Path(sys.argv[2])
    if sys.argv[1] == "generating":
        orders = [generating.Order(name, ("c",), ("walks",), (0,)) for name in "ab"]
        generating.carry_out(orders, generating.Studio(folder, "nano", "bundle", "none", 0), 2)
    else:
        sittings = [describing.Sitting(name, ("c",), (0,)) for name in "ab"]
        describing.describe_all(sittings, [], "nano", folder, 2)
"""


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie that nobody has fetched."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip()) and not found.stdout.strip().startswith("Z")


@pytest.mark.skipif(os.name != "posix", reason="ps and SIGKILL")
@pytest.mark.parametrize("pool", ["generating", "describing"])
def test_workers_end_when_their_parent_is_killed(pool: str, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    command = [sys.executable, script, pool, tmp_path / "takes"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers: list[int] = []
        try:
            workers.append(int(parent.stdout.readline()))
            workers.append(int(parent.stdout.readline()))
            assert workers[0] != workers[1] and all(map(is_running, workers))
            parent.kill()
            parent.wait()
            end = time.monotonic() + 15
            while any(map(is_running, workers)) and time.monotonic() < end:
                time.sleep(0.2)
            assert not any(map(is_running, workers))
        finally:
            parent.kill()
            for worker in filter(is_running, workers):
                os.kill(worker, signal.SIGKILL)
