"""Headers that tell a browser what the page may do, and bounds of size and time on request bodies."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kinemind.studio.faults import TOO_LARGE, Fault, refusal

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
"""The policy of everything but the page: were an answer ever shown as a page, it could do nothing."""


class SecurityHeaders:
    """ASGI middleware: the headers on every answer; a policy that the answer already has is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", NOTHING)
                if scope["path"].startswith(("/v1/", "/metrics")):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, guarded)


class BodyLimits:
    """ASGI middleware: a body of too many bytes is answered 413, one that trickles in 408.

    `largest` are the bytes of a form with a file, `plain` those of any other body.
    """

    def __init__(self, app: ASGIApp, seconds: float, largest: int, plain: int) -> None:
        self.app, self.seconds, self.largest, self.plain = app, seconds, largest, plain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_form = headers.get("content-type", "").startswith("multipart/form-data")
        most = self.largest if is_form else self.plain
        body = _Body(receive, self.seconds, most)
        said = headers.get("content-length", "")
        if said.isdigit() and int(said) > most:
            # a client that is still sending would not read an answer before it is done
            with suppress(HTTPException):
                await body.drain(most)
            await refusal(Fault("too_large", TOO_LARGE))(scope, receive, send)
            return
        await self.app(scope, body.receive, send)


class _Body:
    """A request body as it arrives."""

    def __init__(self, receive: Receive, seconds: float, most: int) -> None:
        self.source, self.most = receive, most
        self.until = asyncio.get_running_loop().time() + seconds
        self.bytes, self.whole = 0, False

    async def receive(self) -> Message:
        """The next part.  Raises HTTPException 408 or 413."""
        message = await self._next()
        if self.bytes > self.most:
            raise HTTPException(413)
        return message

    async def drain(self, most: int) -> None:
        """Let up to so many bytes more go by."""
        while not self.whole and self.bytes < self.most + most:
            await self._next()

    async def _next(self) -> Message:
        if self.whole:
            return await self.source()
        try:
            left = self.until - asyncio.get_running_loop().time()
            message = await asyncio.wait_for(self.source(), max(0.1, left))
        except TimeoutError:
            raise HTTPException(408, "the request did not arrive in time") from None
        self.bytes += len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        return message
