"""Processes that read and write motion files for the server, one a file, ended when they take too long."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from kinemind.studio.faults import Fault
from kinemind.studio.metrics import Metrics
from kinemind.studio.settings import Settings

WAITING = 8
"""Tasks that may wait for a free process, for each process."""
PATIENCE = 5.0
"""Seconds that a process has to end itself by its own clock, before it is ended."""
_PROGRAM = (sys.executable, "-P", "-m", "kinemind.studio.reader_process")
_OUT_OF_TIME = tuple(
    -int(getattr(signal, name)) for name in ("SIGALRM", "SIGXCPU", "SIGKILL") if hasattr(signal, name)
)


class Reader:
    """A warm process that does one task at a time, each in a child of its own (see `reader_process`)."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, arguments: list[Any], seconds: float) -> int:
        """Do a task, and say how its child ended; the process is started where none runs."""
        process = self._started()
        assert process.stdin is not None and process.stdout is not None
        limit = threading.Timer(seconds + PATIENCE, self.stop)
        limit.start()
        try:
            process.stdin.write(json.dumps(arguments) + "\n")
            process.stdin.flush()
            said = process.stdout.readline()
        except (BrokenPipeError, ValueError):  # ended from outside, or closed by `stop`
            said = ""
        finally:
            limit.cancel()
        if said.strip().removeprefix("-").isdigit():
            return int(said)
        self.stop()
        return -9

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
            self._process = subprocess.Popen(
                _PROGRAM,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=os.environ | one,
                start_new_session=True,  # Ctrl-C is for the server, which then ends this one
            )
            assert self._process.stdout is not None
            self._process.stdout.readline()
        return self._process

    def start(self) -> None:
        """Load the libraries ahead of the first task."""
        self._started()

    def stop(self) -> None:
        """End the process and what it started."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


class Readers:
    """Runs tasks of `reading` in `settings.readers` processes side by side."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.settings, self.metrics = settings, metrics
        self._readers = [Reader() for _ in range(settings.readers)]
        self._free: queue.SimpleQueue[Reader] = queue.SimpleQueue()
        for reader in self._readers:
            self._free.put(reader)
        self._threads = ThreadPoolExecutor(settings.readers, thread_name_prefix="kinemind-reader")
        self._tasks = 0

    def start(self) -> None:
        """Start the processes, without waiting for them."""
        for _ in self._readers:
            self._threads.submit(self._warm)

    def stop(self) -> None:
        """End all processes; tasks under way fail."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for reader in self._readers:
            reader.stop()
        self._threads.shutdown(wait=True)

    async def read(self, folder: Path, task: str, order: dict[str, Any]) -> Any:
        """What a task answers about the upload `order["name"]` in `folder`.

        Raises Fault with the reader's sentence where it refuses the file, `too_large` where it takes too
        much time or memory, `bad_request` where it breaks on it, and `busy` where too many wait already.
        """
        seconds = self._reading_seconds(folder / order["name"])
        return await self._run(folder, task, order, seconds, seconds, self.settings.reader_memory_mb)

    async def write(self, folder: Path, task: str, order: dict[str, Any]) -> Any:
        """As `read`, for tasks that go on to write or draw, with more time and memory for that."""
        reading_seconds = self._reading_seconds(folder / order["name"])
        seconds = reading_seconds + self.settings.write_seconds
        return await self._run(folder, task, order, reading_seconds, seconds, self.settings.writer_memory_mb)

    def _reading_seconds(self, path: Path) -> float:
        megabytes = path.stat().st_size / 2**20
        return self.settings.read_seconds + self.settings.read_seconds_per_mb * megabytes

    async def _run(
        self,
        folder: Path,
        task: str,
        order: dict[str, Any],
        reading_seconds: float,
        seconds: float,
        memory_mb: float,
    ) -> Any:
        if self._tasks >= self.settings.readers * (1 + WAITING):
            raise Fault("busy", "too many files are being read; try again in a while", {"Retry-After": "2"})
        self._tasks += 1
        began, outcome = time.monotonic(), "failed"
        limits = {
            "reading_seconds": reading_seconds,
            "seconds": seconds,
            "memory_mb": float(memory_mb),
            "unpacked_mb": self.settings.max_unpacked_mb,
        }
        loop = asyncio.get_running_loop()
        try:
            result = await loop.run_in_executor(self._threads, self._do, folder, task, order, limits)
            outcome = "done"
            return result
        except Fault as fault:
            outcome = fault.code
            raise
        finally:
            self._tasks -= 1
            self.metrics.file_task(task, outcome, time.monotonic() - began)

    def _do(self, folder: Path, task: str, order: dict[str, Any], limits: dict[str, float]) -> Any:
        answer_file = folder / f".answer-{secrets.token_hex(4)}.json"
        reader = self._free.get()
        try:
            code = reader.run([str(answer_file), task, order, limits], limits["seconds"])
        finally:
            self._free.put(reader)
        try:
            answer = json.loads(answer_file.read_bytes())
        except (OSError, ValueError):
            answer = None
        answer_file.unlink(missing_ok=True)
        if answer is None and code in _OUT_OF_TIME:
            raise Fault("too_large", "the file takes too long to read; send a shorter motion")
        if answer is None:
            raise Fault("bad_request", "the file cannot be read: the reader broke on it")
        if "refused" in answer:
            raise Fault(answer.get("code", "bad_request"), answer["refused"])
        return answer["result"]

    def _warm(self) -> None:
        reader = self._free.get()
        try:
            reader.start()
        finally:
            self._free.put(reader)
