"""Reading a server's answer: which bytes come, whether it is the file at all, and what it states of it."""

from __future__ import annotations

import urllib.parse
import urllib.request
from email.message import Message
from typing import Any

from kinemind.assets.checksums import Expected
from kinemind.errors import InputError


def extent(status: int, headers: Message, start: int) -> tuple[int | None, int | None]:
    """The first byte that comes (None: not the range asked for) and the size of the whole file."""
    length = headers.get("Content-Length")
    if status != 206:
        return 0, int(length) if length and length.isdigit() else None
    span, _, size = (headers.get("Content-Range") or "").removeprefix("bytes ").partition("/")
    first = span.partition("-")[0]
    if first != str(start):
        return None, None
    return start, int(size) if size.isdigit() else None


WEB_PAGE = (
    "{url} answered with a web page, not with the file (a quota, consent or login page, as Google Drive "
    "gives); nothing of it was kept"
)


def refuse_pages(url: str, headers: Message, name: str) -> None:
    if headers.get_content_type() == "text/html" and not name.endswith(".html"):
        raise InputError(WEB_PAGE.format(url=url))
    if (headers.get("Content-Encoding") or "identity") != "identity":
        raise InputError(f"{url} comes in an encoding that was not asked for, so it cannot be checked")


def stated_checksum(headers: Message) -> Expected:
    """What the Hugging Face hub says of a file in X-Linked-ETag: SHA-256, or a small one's git blob id."""
    tag = (headers.get("X-Linked-ETag") or "").removeprefix("W/").strip('"')
    size = headers.get("X-Linked-Size") or ""
    if not all(letter in "0123456789abcdef" for letter in tag):
        return Expected()
    return Expected(
        int(size) if size.isdigit() else None,
        tag if len(tag) == 64 else None,
        tag if len(tag) == 40 else None,
    )


def seconds_to_wait(headers: Message) -> float | None:
    wait = headers.get("Retry-After") or ""
    return float(wait) if wait.isdigit() else None


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, never from https to http; keeps the headers of the answer that states a checksum."""

    stated: Message | None = None

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        came, goes = (urllib.parse.urlsplit(place).scheme for place in (req.full_url, newurl))
        if came == "https" and goes != "https":
            raise InputError(f"{req.full_url} leads away from https, to {newurl}; it is not followed")
        if headers.get("X-Linked-ETag"):
            self.stated = headers
        return super().redirect_request(req, fp, code, msg, headers, newurl)
