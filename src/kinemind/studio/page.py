"""The studio's page and what it loads, under a policy that lets it reach nothing but this server."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from kinemind.studio.faults import Fault

STATIC = Path(__file__).parent / "static"
_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)

router = APIRouter(include_in_schema=False)


@router.get("/")
def page() -> Response:
    index = STATIC / "index.html"
    if not index.is_file():
        raise Fault("not_found", "this installation has no page; the API is described in /openapi.json")
    # in the file's own bytes: the digests in the policy are of exactly what the browser reads
    html = index.read_bytes().decode("utf-8")
    headers = {"Content-Security-Policy": policy(html), "Cache-Control": "no-cache"}
    return HTMLResponse(html, headers=headers)


def policy(html: str) -> str:
    """A Content-Security-Policy for a page; scripts and styles within it are allowed by their digests."""
    digests: dict[str, list[str]] = {"script": [], "style": []}
    for kind, attributes, text in _INLINE.findall(html):
        if "src=" not in attributes.lower():
            digest = hashlib.sha256(text.encode()).digest()
            digests[kind.lower()].append(f"'sha256-{base64.b64encode(digest).decode()}'")
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *digests["script"]]),
            " ".join(["style-src 'self'", *digests["style"]]),
            "connect-src 'self'",
            "font-src 'self'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def install(app: FastAPI) -> None:
    """The page under `/`, its files under `/static`."""
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
