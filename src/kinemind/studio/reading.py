"""What a reading process does: one task on one file, under limits, and an answer as a JSON file.

Nothing that this process makes is unpickled by the server: it reads the answer's JSON, and motions as .npz.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from inspect import signature
from pathlib import Path
from typing import Any

from kinemind import formats
from kinemind.errors import InputError
from kinemind.formats.html_page.view import view_of
from kinemind.kinematics.doubts import require_body
from kinemind.kinematics.facts import measure
from kinemind.motion import Motion
from kinemind.skeletons import SKELETONS
from kinemind.studio.inspecting import inspect

MOTION = "motion.npz"
MOST_FRAMES = 60.0
"""Frames a second of a view; faster recordings are thinned out."""
FILE_MB = 512
"""The largest file that may be written."""
OPEN_FILES = 64


def serve(answer_file: str, task: str, order: dict[str, Any], limits: dict[str, float]) -> None:
    """Do a task in the folder of `answer_file` and write that: `{"result": …}` or `{"refused": sentence}`.

    `limits`: seconds of CPU, seconds until the file is read, megabytes of memory beside what is in use now,
    megabytes to unpack.
    """
    target = Path(answer_file)
    os.chdir(target.parent)
    answer: dict[str, Any]
    try:
        _alarm(limits["seconds"])
        _limit(limits)
        answer = {"result": TASKS[task](order | limits)}
    except InputError as error:
        answer = {"refused": " ".join(str(error).split())[:400]}
    except (MemoryError, RecursionError):
        answer = {"refused": "the file needs more memory than it may take", "code": "too_large"}
    aside = target.with_suffix(".part")
    aside.write_text(json.dumps(answer))
    aside.replace(target)


def describe(order: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of the file `name`."""
    return _facts(_read(order))


def caption(order: Mapping[str, Any]) -> dict[str, Any]:
    """Facts and view of the file `name`, and its motion as MOTION; refused when over `max_seconds`."""
    motion = _read(order)
    if motion.seconds > order["max_seconds"]:
        raise InputError(
            f"the clip lasts {motion.seconds:.0f} s; cut it first: clips up to "
            f"{order['max_seconds']:.0f} s are described"
        )
    result = {"facts": _facts(motion), "view": _view(motion, {})}
    formats.write(motion, MOTION)
    return result


def convert(order: Mapping[str, Any]) -> dict[str, Any]:
    """Write the file `name` as the file `target`, with `reasoning` and `seed` where its format shows them."""
    motion = _read(order)
    shown = signature(formats.writer_of(order["target"])).parameters
    options = {name: order[name] for name in ("reasoning", "seed") if name in order and name in shown}
    formats.write(motion, order["target"], **options)
    return {}


def show(order: Mapping[str, Any]) -> dict[str, Any]:
    """The view of a take: the file `name` with the `reasoning` and `seed` it came by."""
    return _view(formats.read(order["name"]), order)


TASKS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "describe": describe,
    "caption": caption,
    "convert": convert,
    "show": show,
}


def _read(order: Mapping[str, Any]) -> Motion:
    _alarm(order["reading_seconds"])
    inspect(Path(order["name"]), order["unpacked_mb"])
    motion = formats.read(order["name"])
    _alarm(order["seconds"])
    return motion


def _alarm(seconds: float) -> None:
    """End this process after so many seconds: the signal is not caught, so nothing holds it up."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _facts(motion: Motion) -> dict[str, Any]:
    require_body(motion)
    if motion.skeleton.name not in SKELETONS:
        raise InputError("the joints of this skeleton are not known, so nothing can be told of its body")
    return measure(motion).to_json()


def _view(motion: Motion, order: Mapping[str, Any]) -> dict[str, Any]:
    stride = max(1, round(motion.fps / MOST_FRAMES))
    if stride > 1:
        motion = Motion(
            motion.joints[::stride],
            motion.fps / stride,
            motion.skeleton,
            text=motion.text,
            steps=motion.steps,
        )
    return view_of(motion, order.get("reasoning", ""), order.get("seed"))


def _limit(limits: Mapping[str, float]) -> None:
    if sys.platform == "win32":
        return  # no such limits there; the server still ends a process that takes too long
    import resource

    megabyte = 2**20
    seconds = int(limits["seconds"]) + 1
    for kind, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, FILE_MB * megabyte),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, _address_space() + int(limits["memory_mb"] * megabyte)),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def _address_space() -> int:
    """Bytes of address space in use; where the system does not say, more than the libraries take."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 2**32
    return pages * os.sysconf("SC_PAGE_SIZE")
