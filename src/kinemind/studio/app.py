"""The studio's application, put together from its parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import HTTPBearer

from kinemind import __version__
from kinemind.generation import Model, load
from kinemind.studio import faults, page
from kinemind.studio.guarding import Guard
from kinemind.studio.hardening import BodyLimits, SecurityHeaders
from kinemind.studio.metrics import Counting, Metrics
from kinemind.studio.routes import generate, motions, service, takes
from kinemind.studio.running import running
from kinemind.studio.settings import Settings
from kinemind.studio.uploads import FORM_BYTES

ABOUT = (
    "Language to 3D human motion and back, by reasoning first. Positions are metres, times seconds, "
    "y is up. Every refusal has the shape of `ErrorAnswer`."
)


def create_app(settings: Settings | None = None, model: Callable[[], Model] | None = None) -> FastAPI:
    """An ASGI application; the bundle is opened when it starts.

    `model` gives the model instead of the settings' bundle.  Starting raises InputError where there is no
    such bundle, or where its folder cannot be used.
    """
    settings = settings or Settings()
    metrics = Metrics()
    opened = model or (lambda: load(settings.bundle, settings.device))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(settings, metrics, opened) as studio:
            app.state.studio = studio
            yield

    app = FastAPI(
        title="Kinemind",
        version=__version__,
        description=ABOUT,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,  # FastAPI's own pages load their scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        form_limits={"max_fields": 8, "max_files": 1, "max_part_size": FORM_BYTES},
        telemetry={"tracing": False, "metrics": False, "logs": False},
        # only said here, for the description; `Guard` asks for it before a body is read
        dependencies=[Depends(HTTPBearer(auto_error=False))] if settings.token else [],
    )
    faults.install(app)
    for module in (generate, motions, takes, service):
        app.include_router(module.router)
    page.install(app)
    # the last one added sees a request first
    largest = settings.max_upload + FORM_BYTES
    app.add_middleware(BodyLimits, seconds=settings.receive_seconds, largest=largest, plain=FORM_BYTES)
    app.add_middleware(Guard, settings=settings)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Accept"],
            expose_headers=["Retry-After", "Content-Disposition", "Location"],
        )
    app.add_middleware(Counting, metrics=metrics)
    app.add_middleware(SecurityHeaders)
    return app
