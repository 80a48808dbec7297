"""Answers to what goes wrong: `{"error": {"code", "message"}}` with the status that fits."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Literal, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kinemind.errors import InputError

Code = Literal[
    "bad_request",
    "unauthorized",
    "forbidden",
    "not_found",
    "too_large",
    "busy",
    "timeout",
    "cancelled",
    "internal",
]
STATUS: Mapping[Code, int] = {
    "bad_request": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "not_found": 404,
    "cancelled": 409,
    "too_large": 413,
    "busy": 429,
    "internal": 500,
    "timeout": 504,
}
_CODES: Mapping[int, Code] = {status: code for code, status in STATUS.items()} | {408: "timeout"}
TOO_LARGE = "the request is larger than this server reads"
_SENTENCES = {
    404: "there is nothing under this address",
    405: "this address does not take this method",
    413: TOO_LARGE,
}

log = logging.getLogger("kinemind.studio")


class Fault(Exception):
    """A refusal: its code, one sentence, and headers of the answer."""

    def __init__(self, code: Code, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.headers = code, message, dict(headers or {})

    def body(self) -> dict[str, str]:
        """What stands under `error`."""
        return {"code": self.code, "message": self.message}


def fault_of(error: BaseException) -> Fault:
    """What to tell of any error; only of our own faults nothing but that they are."""
    if isinstance(error, Fault):
        return error
    if isinstance(error, InputError):
        return Fault("bad_request", " ".join(str(error).split()))
    log.error("a request failed", exc_info=error)
    return Fault("internal", "the server failed on this request; its log says why")


def answer(status: int, code: Code, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status, dict(headers or {}))


def refusal(fault: Fault) -> JSONResponse:
    return answer(STATUS[fault.code], fault.code, fault.message, fault.headers)


def install(app: FastAPI) -> None:
    """Every error of the app in the one shape."""
    app.add_exception_handler(Fault, _told)
    app.add_exception_handler(InputError, _told)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _told)


async def _told(request: Request, error: Exception) -> JSONResponse:
    del request
    return refusal(fault_of(error))


async def _http(request: Request, error: Exception) -> JSONResponse:
    told = cast(HTTPException, error)
    status = told.status_code
    sentence = _SENTENCES.get(status) or " ".join(str(told.detail).split())[:300]
    headers = dict(told.headers or {})
    path = getattr(request.scope.get("route"), "path", "")
    described = request.app.openapi()["paths"].get(path, {}) if status == 405 else {}
    if described:
        # a route knows its own method only, where several stand under one address
        headers["Allow"] = ", ".join(sorted(method.upper() for method in described))
    return answer(status, _CODES.get(status, "bad_request"), sentence, headers)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    del request
    first = cast(RequestValidationError, error).errors()[0]
    # the rejected value itself is not repeated: it may be long, or no text at all
    place = ".".join(str(part) for part in first["loc"][1:]) or "the body"
    return answer(422, "bad_request", f"{place}: {first['msg']}"[:300])
