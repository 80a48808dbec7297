"""A server on the loopback that answers as the studio does, with what a test told it to say."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PLACE = "0f8fad5bd9cb469fa16570867728950e"
JOB = "7c9e6679f7424de0944be07fc1f90ae7"


@dataclass
class Said:
    """What the server answers, and what it was asked: (method, path, headers, body)."""

    takes: list[dict[str, Any]]
    files: dict[str, bytes]
    token: str = ""
    busy: int = 0
    """How many first requests are answered 429."""
    fault: dict[str, str] | None = None
    """What the job fails with."""
    never_done: bool = False
    raw: tuple[int, bytes, dict[str, str]] | None = None
    """Answered to everything, whatever it is."""
    asked: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)
    looks: int = 0

    def answer(self, method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        self.asked.append((method, path, headers, body))
        if self.token and headers.get("Authorization") != f"Bearer {self.token}":
            return 401, error("unauthorized", "this server asks for a token")
        if path == "/v1/generate" and self.busy:
            self.busy -= 1
            return 429, error("busy", "32 requests wait already")
        if path == "/v1/generate":
            return 202, {"job": JOB, "status_url": f"/v1/jobs/{JOB}"}
        if path == f"/v1/jobs/{JOB}":
            return 200, {"id": JOB, **self._job(method)}
        if path in self.files:
            return 200, self.files[path]
        return 404, error("not_found", "there is nothing under this address")

    def _job(self, method: str) -> dict[str, Any]:
        self.looks += 1
        if method == "DELETE":
            return {"status": "cancelled", "error": error("cancelled", "the job was cancelled")["error"]}
        if self.looks == 1:
            return {"status": "queued", "position": 3}
        if self.never_done or self.looks == 2:
            return {"status": "running"}
        if self.fault is not None:
            return {"status": "failed", "error": self.fault}
        return {"status": "done", "result": {"id": PLACE, "takes": self.takes, "bundle": "nano"}}


def error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


def told(bvh: Path, text: str, steps: list[tuple[str, float, float]], frames: int, num: int = 1) -> Said:
    """A server that gives the same BVH file as every one of `num` takes."""
    takes, files = [], {}
    for number in range(num):
        link = f"/v1/files/{PLACE}/{number:02d}.bvh"
        files[link] = bvh.read_bytes()
        takes.append(
            {
                "text": text,
                "reasoning": "One action, 2.0 s in all.",
                "steps": [{"text": t, "start": start, "end": end} for t, start, end in steps],
                "motion_tokens": [3, 700],
                "num_frames": frames,
                "fps": 20.0,
                "seed": number,
                "files": {"bvh": link},
                "view": f"/v1/takes/{PLACE}/{number}",
            }
        )
    return Said(takes, files)


@contextmanager
def serving(said: Said) -> Iterator[str]:
    """The address of a server that says this."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            status, answer = said.answer(self.command, self.path, dict(self.headers), body)
            more: dict[str, str] = {"Retry-After": "0"} if status == 429 else {}
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            if said.raw is not None:
                status, content, more = said.raw
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = _any

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
