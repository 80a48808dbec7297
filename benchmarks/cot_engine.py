"""Records a second from a server that takes 200 ms for a reply: the engine against one request at a time.

    python benchmarks/cot_engine.py [--records 1000] [--sample 25] [--latency 0.2] [--concurrency 128]

Both sides run the real OpenAI-compatible teacher, the verification and the journal; the server is a process
of its own on the loopback.  One by one is timed on a sample, as the time a record does not change.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the server is that of the tests

from tests.cot.engine.fault_server import FaultServer
from tests.cot.engine.subjects import subjects

from kinemind.cot.engine import EngineOptions, run
from kinemind.cot.teachers import open_teacher


def serve(latency: float, told: Connection) -> None:
    """Serves until it is told to stop."""
    with FaultServer(latency=latency) as server:
        told.send(server.base_url)
        told.recv()


def seconds_for(count: int, concurrency: int, base_url: str) -> tuple[float, float]:
    """Seconds of wall clock and of our own processor for that many records."""
    teacher = open_teacher("openai", base_url=base_url, model="m")
    with tempfile.TemporaryDirectory() as folder:
        began, computed = time.perf_counter(), time.process_time()
        report = run(
            subjects(count), teacher, Path(folder) / "cot.jsonl", EngineOptions(concurrency=concurrency)
        )
        seconds = time.perf_counter() - began, time.process_time() - computed
    if report.records != count:
        raise SystemExit(f"only {report.records} of {count} records: {report.summary()}")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--sample", type=int, default=25)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--concurrency", type=int, default=128)
    args = parser.parse_args()

    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(args.latency, theirs))
    server.start()
    try:
        base_url = ours.recv()
        seconds_for(5, 5, base_url)  # imports and caches
        single = seconds_for(args.sample, 1, base_url)[0] / args.sample
        wall, computed = seconds_for(args.records, args.concurrency, base_url)
    finally:
        ours.send("stop")
        server.join()
    print(f"one by one: {single:.3f} s a record on {args.sample}, so {single * args.records:.1f} s for all")
    print(
        f"engine, {args.concurrency} at a time: {wall:.1f} s for {args.records} ({args.records / wall:.0f} a "
        f"second, {computed:.1f} s of it computing)"
    )
    print(f"ratio: {single * args.records / wall:.1f}")


if __name__ == "__main__":
    main()
