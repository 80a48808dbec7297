"""A small file server on the loopback whose answers a test can spoil."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """What the server gives for one path, and what it was asked for."""

    body: bytes
    etag: str | None = '"one"'
    content_type: str = "application/octet-stream"
    honours_range: bool = True
    heeds_if_range: bool = True
    cuts: list[int] = field(
        default_factory=list
    )  # bytes after which the connection is dropped, one a request
    statuses: list[int] = field(default_factory=list)  # answers given before the file is
    headers: dict[str, str] = field(default_factory=dict)
    redirect: str | None = None
    declared: int | None = None  # the Content-Length, where it is a lie
    says_length: bool = True  # else the end of the connection is the end of the file
    pause: float = 0.0  # seconds between two blocks
    asked: list[dict[str, str]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    files: dict[str, Served]

    def do_GET(self) -> None:
        served = self.files.get(self.path)
        if served is None:
            return self._empty(404)
        served.asked.append(dict(self.headers.items()))
        if served.redirect:
            return self._empty(302, {"Location": served.redirect, **served.headers})
        if served.statuses:
            return self._empty(served.statuses.pop(0), {"Retry-After": "0"})
        start = self._start(served)
        if start is not None and start >= len(served.body):
            return self._empty(416, {"Content-Range": f"bytes */{len(served.body)}"})
        body = served.body[start or 0 :]
        self.send_response(200 if start is None else 206)
        self.send_header("Content-Type", served.content_type)
        if served.says_length:
            self.send_header("Content-Length", str(served.declared or len(body)))
        if start is not None:
            whole = len(served.body)
            self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        if served.etag:
            self.send_header("ETag", served.etag)
        for name, value in served.headers.items():
            self.send_header(name, value)
        self.end_headers()
        sent = served.cuts.pop(0) if served.cuts else len(body)
        self._send(body[:sent], served.pause)
        if sent < len(body) or served.declared or not served.says_length:
            self.close_connection = True

    def _send(self, body: bytes, pause: float) -> None:
        step = 4096 if pause else max(len(body), 1)
        for at in range(0, len(body), step):
            try:
                self.wfile.write(body[at : at + step])
                self.wfile.flush()
            except OSError:
                return
            if pause:
                threading.Event().wait(pause)

    def _start(self, served: Served) -> int | None:
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        if not asked or not served.honours_range:
            return None
        condition = self.headers.get("If-Range")
        if served.heeds_if_range and condition and condition != served.etag:
            return None
        return int(asked[1])

    def _empty(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def server(files: dict[str, Served]) -> Iterator[str]:
    """Serve files by path; the base URL."""
    handler = type("Handler", (_Handler,), {"files": files})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
