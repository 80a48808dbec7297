"""What the server counts and times, for Prometheus."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 60.0, 120.0)
SIZES = (1, 2, 4, 8, 16, 32)


class Metrics:
    """The figures of one server; each server has its own registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "kinemind_requests", "Answers by path, method and status",
            ["path", "method", "status"], registry=self.registry,
        )  # fmt: skip
        self.request_seconds = Histogram(
            "kinemind_request_seconds", "Seconds from a request to the end of its answer",
            ["path"], buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.queue_length = Gauge("kinemind_queue_length", "Requests that wait", registry=self.registry)
        self.batch_requests = Histogram(
            "kinemind_batch_requests", "Requests decoded together", buckets=SIZES, registry=self.registry
        )
        self.batch_seconds = Histogram(
            "kinemind_batch_seconds", "Seconds a batch took to decode", buckets=SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self.answers = Counter("kinemind_answers", "Takes and captions decoded", registry=self.registry)
        self.files = Counter(
            "kinemind_file_tasks", "Uploads read and files written, by task and how it ended",
            ["task", "outcome"], registry=self.registry,
        )  # fmt: skip
        self.file_seconds = Histogram(
            "kinemind_file_task_seconds", "Seconds in a reading process", ["task"], buckets=SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self.folder_bytes = Gauge("kinemind_folder_bytes", "Bytes of the kept takes", registry=self.registry)

    def decoded(self, requests: int, answers: int, seconds: float) -> None:
        self.batch_requests.observe(requests)
        self.batch_seconds.observe(seconds)
        self.answers.inc(answers)

    def file_task(self, task: str, outcome: str, seconds: float) -> None:
        self.files.labels(task, outcome).inc()
        self.file_seconds.labels(task).observe(seconds)

    def text(self) -> bytes:
        """All figures in the text form that Prometheus reads."""
        return generate_latest(self.registry)


class Counting:
    """ASGI middleware: counts and times answers by the path of their route, never by what was asked for."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.monotonic(), 500

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            path = getattr(scope.get("route"), "path", None) or "other"
            method = scope["method"] if scope["method"] in ("GET", "POST", "DELETE") else "other"
            self.metrics.requests.labels(path, method, str(status)).inc()
            self.metrics.request_seconds.labels(path).observe(time.monotonic() - began)
