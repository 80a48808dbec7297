"""One file over HTTP: resumes from its part, checks what arrives, and is renamed only when whole.

Ranges, validators and If-Range as in RFC 9110, sections 13 and 14.
"""

from __future__ import annotations

import errno
import http.client
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO, Any

from kinemind.assets.answers import (
    WEB_PAGE,
    Redirects,
    extent,
    refuse_pages,
    seconds_to_wait,
    stated_checksum,
)
from kinemind.assets.checksums import CHUNK, NOTHING_KNOWN, Expected
from kinemind.assets.parts import forget, remember, remembered, same_version, size_of
from kinemind.errors import InputError

Progress = Callable[[int, int | None], None]
"""Called with the bytes there are and all of them, None where the server does not say."""

PASSING = {408, 425, 429, 500, 502, 503, 504}
"""HTTP answers that another attempt may change."""


@dataclass(frozen=True)
class Patience:
    """How often a broken connection is tried again without progress, with which pauses, in seconds."""

    attempts: int = 5
    pause: float = 1.0
    longest_pause: float = 60.0
    timeout: float = 30.0


PATIENCE = Patience()
"""What an ordinary connection gets."""


class Passing(Exception):
    """A fault of the connection or the server that another attempt may not have."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


def download(
    url: str,
    target: Path,
    expected: Expected = NOTHING_KNOWN,
    report: Progress = lambda done, total: None,
    patience: Patience = PATIENCE,
) -> None:
    """Fetch `url` to `target`, which appears only when it is whole; `target`.part keeps what came so far.

    Raises InputError with one sentence that names the URL: no network, refused, not the file, no room.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        stated = _whole(url, part, expected, report, patience)
        fault = expected.fault(part) or stated.fault(part)
        if fault:
            forget(part)
            raise InputError(f"{url} did not give the file that was expected: {fault}; nothing was kept")
        part.replace(target)
        forget(part)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise InputError(f"no room on the disk for {url} in {target.parent}; what came is kept") from None
        raise InputError(f"cannot write {target}: {error.strerror or error}") from None
    finally:
        if not size_of(part):
            forget(part)


def _whole(url: str, part: Path, expected: Expected, report: Progress, patience: Patience) -> Expected:
    """Attempts until the part has all bytes; what the server states of the file besides."""
    failures = 0
    resumed = part.exists()
    while True:
        before = size_of(part)
        try:
            stated = _attempt(url, part, expected, report, patience.timeout)
        except Passing as fault:
            # a connection that moves on may break as often as it likes
            failures = 0 if size_of(part) > before else failures + 1
            if failures >= patience.attempts:
                kept = "what came is kept, try again" if size_of(part) else "nothing came; try again later"
                raise InputError(f"{url} cannot be fetched: {fault}; {kept}") from None
            wait = fault.pause if fault.pause is not None else patience.pause * 2 ** max(failures - 1, 0)
            time.sleep(min(wait, patience.longest_pause))
            resumed = True
            continue
        if resumed and (expected.fault(part) or stated.fault(part)):
            # the two halves may be of two versions: once more, from the start
            resumed = False
            forget(part)
            continue
        return stated


def _attempt(url: str, part: Path, expected: Expected, report: Progress, timeout: float) -> Expected:
    version = remembered(part, url)
    start = size_of(part) if version or expected.known else 0
    headers = {"User-Agent": "kinemind", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
        if version:
            headers["If-Range"] = version
    redirects = Redirects()
    try:
        request = urllib.request.Request(url, headers=headers)
        response = urllib.request.build_opener(redirects).open(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 416 and start:
                return _refused_range(error.headers, part, start)
            if error.code in PASSING:
                raise Passing(f"the server answers {error.code}", seconds_to_wait(error.headers)) from None
            raise InputError(
                f"{url} cannot be fetched: the server answers {error.code} {error.reason}"
            ) from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, socket.gaierror):
            raise InputError(f"{url} cannot be fetched: no network, or no such host ({reason})") from None
        raise Passing(f"no connection ({reason})") from None
    except ValueError as error:
        raise InputError(f"{url} is no address to fetch from: {error}") from None
    with response:
        return _receive(url, response, part, start, expected, redirects.stated, report)


def _receive(
    url: str,
    response: Any,
    part: Path,
    start: int,
    expected: Expected,
    stated: Message | None,
    report: Progress,
) -> Expected:
    headers = response.headers
    first, total = extent(response.status, headers, start)
    if first is None or (start and first and not same_version(part, url, headers)):
        forget(part)
        raise Passing("the file changed while it was fetched", 0.0)
    refuse_pages(url, headers, part.name.removesuffix(".part"))
    if expected.size is not None and total is not None and total != expected.size:
        raise InputError(f"{url} has {total} bytes where {expected.size} were expected; nothing was kept")
    if total is not None and total - first > shutil.disk_usage(part.parent).free:
        raise InputError(f"no room for {url}: {(total - first) / 2**20:.0f} MiB are needed in {part.parent}")
    remember(part, url, headers)
    with part.open("r+b" if first else "wb") as stream:
        stream.seek(first)
        stream.truncate()
        done = _copy(url, response, stream, first, total, expected, report)
    if total is not None and done < total:
        raise Passing(f"the connection broke after {done} of {total} bytes")
    return stated_checksum(stated if stated is not None else headers)


def _copy(
    url: str,
    response: Any,
    stream: IO[bytes],
    done: int,
    total: int | None,
    expected: Expected,
    report: Progress,
) -> int:
    report(done, total)
    while True:
        try:
            # read1 hands over what is there: a connection that breaks loses nothing of it
            chunk = response.read1(CHUNK)
        except (OSError, http.client.HTTPException) as error:
            raise Passing(f"the connection broke ({error})") from None
        if not chunk:
            return done
        if not done and chunk.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
            raise InputError(WEB_PAGE.format(url=url))
        done += len(chunk)
        if expected.size is not None and done > expected.size:
            stream.truncate(0)
            raise InputError(f"{url} gives more than the {expected.size} bytes that were expected")
        stream.write(chunk)
        report(done, total)


def _refused_range(headers: Message, part: Path, start: int) -> Expected:
    """A range past the end: the part is whole already, or of another version."""
    if (headers.get("Content-Range") or "") == f"bytes */{start}":
        return Expected()
    forget(part)
    raise Passing("the file changed while it was fetched", 0.0)
