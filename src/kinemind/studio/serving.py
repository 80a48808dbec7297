"""Running the studio's application until a signal ends it."""

from __future__ import annotations

import socket
import sys

import uvicorn

from kinemind.errors import InputError
from kinemind.studio.app import create_app
from kinemind.studio.settings import Settings

GRACE = 10
"""Seconds that requests under way have left when the server is told to stop."""
CONNECTIONS = 512
"""Open connections; the next ones are answered 503."""


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM.  Raises InputError where the address cannot be listened on."""
    app = create_app(settings)
    listening = _socket(settings)
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"kinemind studio: http://{shown}:{port}", file=sys.stderr)
    if not settings.is_local and settings.token is None:
        print(
            "kinemind: warning: other machines can reach this server and it asks for no token; use --token",
            file=sys.stderr,
        )
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # links may carry the token
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GRACE,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _socket(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"cannot listen on {settings.host}, port {settings.port}: {reason}; choose another with --port"
        ) from None
