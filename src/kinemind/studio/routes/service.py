"""What the server says of itself."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from kinemind import __version__
from kinemind.generation import LONGEST_BY_DEFAULT, MAX_PROMPT
from kinemind.studio.answers import HealthAnswer, InfoAnswer
from kinemind.studio.requests import FORMATS, UPLOADS
from kinemind.studio.routes.refusals import refusals
from kinemind.studio.running import TheStudio

CODE_LICENCE = "Code: Apache-2.0."
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

router = APIRouter()


@router.get("/healthz", summary="Whether the server lives", response_model=HealthAnswer, responses=refusals())
async def health() -> Any:
    return {"status": "ok"}


@router.get("/v1/info", summary="Bundle, formats and limits", response_model=InfoAnswer, responses=refusals())
async def info(studio: TheStudio) -> Any:
    settings = studio.settings
    return {
        "bundle": studio.model.bundle.name,
        "version": __version__,
        "formats": list(FORMATS),
        "readable": [suffix.lstrip(".") for suffix in UPLOADS],
        "limits": {
            "max_seconds": LONGEST_BY_DEFAULT,
            "max_prompt": MAX_PROMPT,
            "max_upload_mb": settings.max_upload_mb,
            "max_candidates": settings.max_candidates,
            "max_takes": settings.max_takes,
        },
        "licence": licence(studio.model.bundle.manifest),
        "token": settings.token is not None,
    }


def licence(manifest: Any) -> str:
    """The licence of the code, and of the weights where the bundle says one."""
    provenance = manifest.get("provenance")
    weights = provenance.get("licence") if isinstance(provenance, dict) else None
    return CODE_LICENCE if not weights else f"{CODE_LICENCE} Weights: {weights}."


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **refusals(of_files=True)},
)
async def metrics(studio: TheStudio) -> Response:
    return Response(studio.metrics.text(), headers={"Content-Type": METRICS_TYPE})
