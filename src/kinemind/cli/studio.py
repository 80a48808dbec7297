"""`kinemind studio`: the page and the API behind it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from kinemind.errors import InputError

NEEDED = ("fastapi", "uvicorn", "python_multipart", "prometheus_client")
TOKEN = "KINEMIND_STUDIO_TOKEN"


@dataclass(frozen=True)
class Options:
    """The studio in a browser, and its HTTP API (described under /openapi.json)."""

    host: str = "127.0.0.1"
    """Address to listen on; only this machine reaches 127.0.0.1."""
    port: int = 7860
    """0 chooses a free one."""
    bundle: str = "nano"
    """`nano`, or a bundle folder."""
    token: str | None = None
    """Bearer token that requests must carry; or set KINEMIND_STUDIO_TOKEN."""
    max_queue: int = 32
    """Requests that may wait; further ones are answered 429."""
    max_batch: int = 16
    """Takes that are decoded together."""
    max_upload_mb: float = 20.0
    """Largest file that is taken."""
    request_seconds: float = 120.0
    """Longest time for an answer."""
    folder: Path | None = None
    """Keep takes here; by default in a temporary folder that goes when the server stops."""
    allow_origin: tuple[str, ...] = ()
    """Other sites whose pages may use the API, as https://example.org."""
    device: Literal["auto", "cpu", "cuda"] = "auto"


def run(options: Options) -> None:
    require(NEEDED, "studio")
    from pydantic import ValidationError

    from kinemind.studio.settings import Settings

    try:
        settings = Settings(
            host=options.host,
            port=options.port,
            bundle=options.bundle,
            device=options.device,
            token=options.token or os.environ.get(TOKEN) or None,
            allowed_origins=options.allow_origin,
            max_queue=options.max_queue,
            max_batch=options.max_batch,
            max_upload_mb=options.max_upload_mb,
            request_seconds=options.request_seconds,
            folder=options.folder,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"--{str(first['loc'][0]).replace('_', '-')}: {first['msg'].lower()}") from None
    _check_bundle(options.bundle)
    from kinemind.studio.serving import serve

    serve(settings)


def require(modules: tuple[str, ...], command: str) -> None:
    """Raises InputError, with what to install, where one of the modules is not there."""
    if any(find_spec(module) is None for module in modules):
        raise InputError(f"kinemind {command} needs more packages: pip install 'kinemind[studio]'")


def _check_bundle(place: str) -> None:
    from kinemind.bundle import Bundle

    Bundle.open(place)  # refused here in one sentence, not while the server starts
