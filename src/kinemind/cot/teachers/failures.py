"""What an HTTP status of a server means for us: wait, try again, or tell the user."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from email.utils import mktime_tz, parsedate_tz

from kinemind.cot.errors import BadReply, RateLimited, TeacherError, Unavailable
from kinemind.cot.teachers.endpoint import Endpoint
from kinemind.errors import InputError

_NO_MONEY = re.compile(r"insufficient.?(quota|balance|credit)|billing|exceeded your current quota", re.I)
_CONTENT = re.compile(r"content.{0,20}(policy|filter|management)|safety", re.I)
_DELAY = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*s?\s*")


def failure_of_status(
    status: int, message: str, endpoint: Endpoint, wait: float | None
) -> TeacherError | InputError:
    """The error for a status from 400 on; `wait` seconds where the server says how long."""
    said = f"{status}: {message}" if message else str(status)
    if status == 429 and not (wait is None and _NO_MONEY.search(message)):
        return RateLimited(f"the server asks to wait ({said})", wait)
    if status >= 500 and wait is not None:
        return RateLimited(f"the server is overloaded ({said})", wait)
    if status >= 500 or status in (408, 409, 425):
        return Unavailable(f"the server has a fault ({said})")
    if status in (401, 403):
        variable = endpoint.api_key_env or "the key's environment variable"
        return InputError(f"the server does not accept the key ({said}); check {variable}")
    if status in (402, 429):
        return InputError(f"the account of the key has no credit left ({said})")
    if status == 404:
        return InputError(
            f"the server knows no model {endpoint.model!r} or no such address ({said}); check --model and "
            "--base-url"
        )
    if _CONTENT.search(message):
        return BadReply(f"the server refuses this text ({said})")
    return InputError(f"the server refuses the request ({said})")


def wait_of(headers: Mapping[str, str]) -> float | None:
    """Seconds that a server asks to wait: Retry-After as seconds or as a date, or in milliseconds."""
    if (thousandths := _number(headers.get("retry-after-ms"))) is not None:
        return thousandths / 1000
    written = headers.get("retry-after")
    if (seconds := _number(written)) is not None:
        return seconds
    date = parsedate_tz(written) if written else None
    return max(0.0, mktime_tz(date) - time.time()) if date else None


def wait_of_text(text: str) -> float | None:
    """Seconds out of "34s" or "0.5 s"."""
    found = _DELAY.fullmatch(text)
    return float(found[1]) if found else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
