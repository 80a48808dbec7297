"""Many clients at once against a studio on the loopback: what fails, how long answers take, what memory does.

    python benchmarks/studio_load.py                     # 64 clients for 60 seconds
    python benchmarks/studio_load.py --hostile           # 300 hostile uploads, one after the other

A server is started as its own process.  Each client asks for takes, fetches their files and views, and
uploads clips; answered 429 it waits and asks again.  The exit code is 1 when anything but 429 went wrong, or
when memory grew by more than `--growth` megabytes over the second half.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
import tyro

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the hostile uploads are those of the tests

from tests.features.test_invariants import smooth_motion
from tests.studio.hostile import hostile_uploads

from kinemind.motion import Motion

SENTENCES = (
    "a person walks forward",
    "someone bows",
    "a person jumps twice, then stands still",
    "the figure turns left and waves with the right hand",
)


@dataclass(frozen=True)
class Options:
    """A load test of the studio."""

    clients: int = 64
    seconds: float = 60.0
    max_seconds: float = 2.0
    """Length of the takes asked for."""
    max_queue: int = 32
    growth: float = 64.0
    """Megabytes by which the server may grow over the second half."""
    hostile: bool = False
    output: Path | None = None
    """Also write the report here, as JSON."""


@dataclass
class Tally:
    """What came back, and after how many seconds, by kind of request."""

    statuses: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def asked(self, kind: str, call: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response | None:
        began = time.monotonic()
        try:
            response = await call()
        except httpx.HTTPError as error:
            self.statuses[kind][type(error).__name__] += 1
            return None
        self.statuses[kind][str(response.status_code)] += 1
        if response.status_code == 200:
            self.seconds[kind].append(time.monotonic() - began)
        return response

    def failures(self) -> int:
        return sum(
            count
            for kind in self.statuses.values()
            for status, count in kind.items()
            if status not in ("200", "429")
        )

    def report(self) -> dict[str, object]:
        return {
            kind: {
                "statuses": dict(statuses),
                **{f"p{part}": percentile(self.seconds[kind], part) for part in (50, 95, 99)},
            }
            for kind, statuses in self.statuses.items()
        }


def percentile(seconds: list[float], part: int) -> float | None:
    return round(float(np.percentile(seconds, part)), 3) if seconds else None


@contextmanager
def server(options: Options) -> Iterator[tuple[str, int]]:
    """Address and process of a studio that is ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["studio", "--port", str(port), "--max-queue", str(options.max_queue)]
    process = subprocess.Popen([sys.executable, "-m", "kinemind.cli.main", *words])
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            assert process.poll() is None, "the server did not start"
            try:
                httpx.get(f"{url}/healthz", timeout=5).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        ask = {"text": "someone bows", "max_seconds": 1, "formats": ["npz"]}
        httpx.post(f"{url}/v1/generate", json=ask, timeout=120).raise_for_status()
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(60)


def megabytes(process: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def client(url: str, number: int, until: float, options: Options, clip: bytes, tally: Tally) -> None:
    chance = random.Random(number)
    async with httpx.AsyncClient(base_url=url, timeout=180) as http:
        while time.monotonic() < until:
            if chance.random() < 0.2:
                files = {"file": ("clip.bvh", clip)}
                response = await tally.asked(
                    "describe", lambda files=files: http.post("/v1/describe", files=files)
                )
            else:
                body = {
                    "text": chance.choice(SENTENCES),
                    "seed": chance.randrange(10**6),
                    "max_seconds": options.max_seconds,
                    "formats": ["npz", "bvh"],
                }
                response = await tally.asked(
                    "generate", lambda body=body: http.post("/v1/generate", json=body)
                )
                if response is not None and response.status_code == 200:
                    take = response.json()["takes"][0]
                    for kind, link in (("view", take["view"]), ("file", take["files"]["bvh"])):
                        await tally.asked(kind, lambda link=link: http.get(link))
            if response is not None and response.status_code == 429:
                await asyncio.sleep(float(response.headers["retry-after"]) * chance.uniform(0.5, 1.0))


async def load(url: str, process: int, options: Options, clip: bytes) -> dict[str, object]:
    tally, memory = Tally(), []
    began = time.monotonic()
    until = began + options.seconds
    clients = asyncio.gather(
        *(client(url, number, until, options, clip, tally) for number in range(options.clients))
    )
    while not clients.done():
        memory.append(megabytes(process))
        await asyncio.wait([clients], timeout=1.0)
    clients.result()
    figures = httpx.get(f"{url}/metrics").text
    sums = {
        line.split()[0]: float(line.split()[1]) for line in figures.splitlines() if line[:1] not in ("#", "")
    }
    batches = sums["kinemind_batch_requests_count"]
    half = len(memory) // 2
    growth = max(memory[half:]) - max(memory[: half + 1])
    return {
        "clients": options.clients,
        "seconds": round(time.monotonic() - began, 1),
        "requests": tally.report(),
        "failures": tally.failures(),
        "requests_a_batch": round(sums["kinemind_batch_requests_sum"] / batches, 2),
        "memory_mb": {"start": round(memory[0]), "most": round(max(memory)), "end": round(memory[-1])},
        "growth_mb": round(growth, 1),
        "passed": tally.failures() == 0 and growth <= options.growth,
    }


def hostile(url: str, clips: dict[str, bytes], trap: Path) -> dict[str, object]:
    statuses: Counter[str] = Counter()
    sentences: Counter[str] = Counter()
    slowest: list[tuple[float, str]] = []
    uploads = hostile_uploads(clips, trap)
    with httpx.Client(base_url=url, timeout=60) as http:
        for number, (name, data) in enumerate(uploads):
            path = ("/v1/describe", "/v1/caption", "/v1/convert")[number % 3]
            began = time.monotonic()
            response = http.post(path, files={"file": (name, data)}, data={"to": "npy"})
            slowest.append((round(time.monotonic() - began, 3), f"{name[:30]!r} {len(data)} bytes to {path}"))
            statuses[str(response.status_code)] += 1
            sentences[response.json().get("error", {}).get("message", "")[:60]] += 1
        alive = http.get("/healthz").status_code == 200
    slowest.sort(reverse=True)
    refused = sum(count for status, count in statuses.items() if status.startswith("4"))
    return {
        "uploads": len(uploads),
        "statuses": dict(statuses),
        "broke_the_reader": sum(n for told, n in sentences.items() if "broke" in told),
        "slowest": slowest[:5],
        "alive": alive,
        "passed": alive and refused == len(uploads) and slowest[0][0] < 2.0 and not trap.exists(),
    }


def main(options: Options) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        motion = Motion(smooth_motion(3, frames=40), 20.0, text="sways")
        paths = [motion.save(folder / f"clip.{kind}") for kind in ("bvh", "npz", "npy", "glb")]
        clips = {path.suffix: path.read_bytes() for path in paths}
        with server(options) as (url, process):
            if options.hostile:
                report = hostile(url, clips, folder / "betrayed")
            else:
                report = asyncio.run(load(url, process, options, clips[".bvh"]))
    text = json.dumps(report, indent=2)
    print(text)
    if options.output is not None:
        options.output.write_text(text + "\n")
    sys.exit(0 if report["passed"] else 1)


if __name__ == "__main__":
    main(tyro.cli(Options))
