"""Who may speak with the server: hosts, origins and the bearer token, before a body is read."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kinemind.studio.faults import Fault, refusal
from kinemind.studio.settings import Settings

OPEN = ("/healthz", "/openapi.json", "/")
"""Paths that need no token, beside those under `/static/`: the page has to be there to ask for one."""
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
SAFE = ("GET", "HEAD", "OPTIONS")


class Guard:
    """ASGI middleware: refuses strange hosts (DNS rebinding), pages of other sites, and missing tokens."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            fault = self.fault(scope)
            if fault is not None:
                await refusal(fault)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def fault(self, scope: Scope) -> Fault | None:
        """Why a request is refused, or None."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self.settings.is_local and name_of(host) not in (*LOCAL_NAMES, self.settings.host):
            return Fault("forbidden", "this server answers to the names of this machine only")
        origin = headers.get("origin")
        if (
            scope["method"] not in SAFE
            and origin is not None
            and origin not in self.settings.allowed_origins
            and urlsplit(origin).netloc != host
        ):
            return Fault("forbidden", "pages of other sites may not use this server")
        path = scope["path"]
        # what a browser asks before a request of another site carries no token
        preflight = scope["method"] == "OPTIONS" and "access-control-request-method" in headers
        if self.settings.token is None or preflight or path in OPEN or path.startswith("/static/"):
            return None
        given = _bearer(headers.get("authorization", ""))
        if given is None and path.startswith("/v1/files/"):
            given = next(iter(parse_qs(scope["query_string"].decode("latin-1")).get("token", [])), None)
        if given is not None and hmac.compare_digest(given.encode(), self.settings.token.encode()):
            return None
        return Fault(
            "unauthorized",
            "this server asks for a token: send the header Authorization: Bearer TOKEN",
            {"WWW-Authenticate": "Bearer"},
        )


def name_of(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _bearer(header: str) -> str | None:
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
