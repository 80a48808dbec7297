"""A chat-completions server on the loopback that goes wrong with given probabilities, from a seed."""

from __future__ import annotations

import asyncio
import json
import random
import re
import threading
from collections import Counter
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from tests.cot.engine.subjects import reasoning_for

FAULTS = ("429", "429 after", "500", "502", "reset", "slow", "truncated", "malformed", "no json")
_CAPTION = re.compile(r"<caption>\s*(\".*?\")\s*</caption>")


class FaultServer:
    """Runs in a thread of its own.

    `faults` gives the probability of each of FAULTS; `latency` is in seconds; a slow reply takes `slow`
    seconds.  With `key` other keys get 401.  `requests` counts what has come in by what was done with it,
    `prompt_tokens` and `completion_tokens` what was told in replies that arrive whole.
    """

    def __init__(
        self,
        faults: Mapping[str, float] | None = None,
        seed: int = 0,
        latency: float = 0.0,
        slow: float = 2.0,
        retry_after: str = "0.05",
        key: str = "",
    ) -> None:
        assert set(faults or {}) <= set(FAULTS)
        self.faults, self.latency, self.slow = dict(faults or {}), latency, slow
        self.retry_after, self.key = retry_after, key
        self.requests: Counter[str] = Counter()
        self.prompt_tokens = self.completion_tokens = 0
        self._random = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    def __enter__(self) -> FaultServer:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        connections: set[asyncio.Task[None]] = set()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            connections.add(task)
            try:
                while await self._answer(reader, writer):
                    pass
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass  # the client is gone, or the server ends
            finally:
                connections.discard(task)
                writer.close()

        server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=2**22, backlog=512)
        port = server.sockets[0].getsockname()[1]
        self.base_url = f"http://127.0.0.1:{port}/v1"
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answers one request; False when the connection ends."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: *(\d+)", head, re.I)
        body = json.loads(await reader.readexactly(int(length[1]) if length else 0) or b"{}")
        if self.key and f"Bearer {self.key}\r\n" not in head:
            self.requests["401"] += 1
            return await _send(writer, 401, {"error": {"message": "wrong key"}})
        fault = self._fault()
        self.requests[fault or "good"] += 1
        if fault == "reset":
            writer.transport.abort()
            return False
        await asyncio.sleep(self.slow if fault == "slow" else self.latency)
        if fault in ("500", "502"):
            return await _send(writer, int(fault), {"error": {"message": "broken"}})
        if fault.startswith("429"):
            after = {"Retry-After": self.retry_after} if fault == "429 after" else {}
            return await _send(writer, 429, {"error": {"message": "slower"}}, after)
        if fault == "no json":
            return await _send(writer, 200, "<html>gateway</html>")
        reply = self._completion(body, whole=fault != "malformed")
        if fault in ("slow", "truncated"):
            await _send(writer, 200, reply, cut=40)
            return False
        self.prompt_tokens += reply["usage"]["prompt_tokens"]
        self.completion_tokens += reply["usage"]["completion_tokens"]
        return await _send(writer, 200, reply)

    def _fault(self) -> str:
        drawn = self._random.random()
        for name, share in self.faults.items():
            drawn -= share
            if drawn < 0:
                return name
        return ""

    def _completion(self, body: Mapping[str, Any], whole: bool) -> dict[str, Any]:
        asked = body["messages"][-1]["content"]
        found = _CAPTION.search(asked)
        assert found is not None, asked
        content = json.dumps({"reasoning": reasoning_for(json.loads(found[1]))})
        if not whole:
            content = content[: len(content) // 2]
        prompt = sum(len(message["content"]) for message in body["messages"]) // 4
        return {
            "id": "c",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": content},
                }
            ],
            "usage": {
                "prompt_tokens": prompt,
                "completion_tokens": len(content) // 4,
                "total_tokens": prompt + len(content) // 4,
            },
        }


async def _send(
    writer: asyncio.StreamWriter,
    status: int,
    body: Mapping[str, Any] | str,
    headers: Mapping[str, str] | None = None,
    cut: int = 0,
) -> bool:
    """Sends a response, the last `cut` bytes of which never come; returns whether it was whole."""
    data = (body if isinstance(body, str) else json.dumps(body)).encode()
    lines = [f"HTTP/1.1 {status} x", "Content-Type: application/json", f"Content-Length: {len(data)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + data[: len(data) - cut])
    await writer.drain()
    return not cut
