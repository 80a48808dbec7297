"""A job for the tests to kill: python -m tests.cot.engine.killed_job BASE_URL|- OUT COUNT PROCESSES"""

from __future__ import annotations

import sys

from kinemind.cot.engine import EngineOptions, run
from tests.cot.engine.subjects import Scripted, subjects


def main(base_url: str, out: str, count: str, processes: str) -> None:
    if base_url == "-":
        teacher = Scripted(seconds=0.004, wrong={"s00010": 99, "s00020": 99})
    else:
        from kinemind.cot.teachers import open_teacher

        teacher = open_teacher("openai", base_url=base_url, model="m")
    options = EngineOptions(
        concurrency=8, first_delay=0.01, processes=int(processes), chunk=4, total=int(count), attempts=2
    )
    print(run(subjects(int(count)), teacher, out, options).summary())


if __name__ == "__main__":
    main(*sys.argv[1:])
