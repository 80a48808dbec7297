"""The program of a warm reading process: forks a fresh child for each task that it is sent.

A line of JSON on stdin is a task (the arguments of `reading.serve`), a line on stdout the number with which
its child ended: 0, the status it exited with, or minus the signal that ended it.  Where there is no fork
(Windows) the task is done here, and the process ends after it.
"""

from __future__ import annotations

import json
import os
import sys

from kinemind.formats import FORMATS
from kinemind.studio.reading import serve


def main() -> None:
    """Do tasks until stdin ends."""
    for known in FORMATS.values():
        if known.reader:
            known.load(known.reader)  # so that children find the libraries loaded
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints is no answer
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        arguments = json.loads(line)
        if not hasattr(os, "fork"):
            serve(*arguments)
            print(0, file=answers, flush=True)
            return
        child = os.fork()
        if child == 0:
            os.close(0)
            answers.close()
            _serve_and_exit(arguments)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def _serve_and_exit(arguments: list[object]) -> None:
    # whatever happens to a child, it never goes on with the loop of its parent
    done = False
    try:
        serve(*arguments)  # type: ignore[arg-type]
        done = True
    finally:
        if not done:
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        sys.stderr.flush()
        os._exit(0 if done else 1)


if __name__ == "__main__":
    main()
