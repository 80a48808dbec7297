"""A server as its own process: killed under load, started again on its port, stopped in good order."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ASK = {"text": "someone bows", "max_seconds": 1, "formats": ["npz"]}


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextmanager
def server(port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    words = ["studio", "--port", str(port), "--folder", str(folder), "--max-queue", "4"]
    process = subprocess.Popen(
        [sys.executable, "-m", "kinemind.cli.main", *words], stderr=subprocess.PIPE, env={**os.environ}
    )
    try:
        until = time.monotonic() + 120
        while True:
            assert process.poll() is None and time.monotonic() < until
            try:
                if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait()


def readers_of(process: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text().rpartition(")")[2].split()
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(words[1]) == process and b"reader_process" in line:
            found.append(int(folder.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_killed_under_load_and_started_again(port: int, tmp_path: Path):
    url = f"http://127.0.0.1:{port}"

    def asked(number: int) -> int | None:
        try:
            return httpx.post(f"{url}/v1/generate", json={**ASK, "seed": number}, timeout=120).status_code
        except httpx.TransportError:
            return None

    with ThreadPoolExecutor(8) as pool:
        with server(port, tmp_path) as first:
            made = httpx.post(f"{url}/v1/generate", json=ASK, timeout=120).json()
            link = made["takes"][0]["files"]["npz"]
            readers = readers_of(first.pid)
            under_load = [pool.submit(asked, number) for number in range(8)]
            time.sleep(0.2)
            first.send_signal(signal.SIGKILL)
            first.wait()
            # cut off, refused as one too many, or just answered: nothing else, and nobody hangs
            assert {asking.result(120) for asking in under_load} <= {None, 200, 429}
        with server(port, tmp_path) as second:
            assert httpx.get(url + link, timeout=60).status_code == 200
            again = httpx.post(f"{url}/v1/generate", json=ASK, timeout=120).json()
            assert again["takes"][0]["motion_tokens"] == made["takes"][0]["motion_tokens"]
            until = time.monotonic() + 60
            while any(Path(f"/proc/{reader}").exists() for reader in readers):
                assert time.monotonic() < until
                time.sleep(0.1)
            asking = pool.submit(asked, 99)
            time.sleep(0.2)
            second.send_signal(signal.SIGTERM)
            assert asking.result(60) == 200  # what is under way is finished
            assert second.wait(60) == 0 or second.returncode == -signal.SIGTERM
            assert b"Traceback" not in second.stderr.read()


def test_a_port_that_is_taken_is_one_sentence(port: int, capsys: pytest.CaptureFixture[str]):
    from tests.training.tiny import run

    with socket.create_server(("127.0.0.1", port)):
        assert run("studio", "--port", port) == 2
    assert f"port {port}" in capsys.readouterr().err
    assert run("studio", "--bundle", "nowhere") == 2
    assert "nowhere" in capsys.readouterr().err
    assert run("studio", "--max-queue", "0") == 2
    assert "--max-queue" in capsys.readouterr().err


def test_without_its_packages_it_says_what_to_install(monkeypatch, capsys: pytest.CaptureFixture[str]):
    from tests.training.tiny import run

    monkeypatch.setattr("kinemind.cli.studio.find_spec", lambda name: None)
    for command in ("studio", "mcp"):
        assert run(command) == 2
        assert "pip install 'kinemind[studio]'" in capsys.readouterr().err
