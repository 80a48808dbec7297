"""The refusals that the OpenAPI description lists for an address."""

from __future__ import annotations

from typing import Any

from kinemind.studio.answers import ErrorAnswer

_WHY = {
    400: "The request or the file cannot be used.",
    401: "The token is missing or wrong.",
    403: "Asked under a strange host name, or by a page of another site.",
    404: "There is no such thing, or no longer.",
    408: "The request did not arrive in time.",
    409: "The job was cancelled.",
    413: "The request or the file is too large, or takes too long to read.",
    422: "A field is missing or out of its bounds.",
    429: "The queue is full; Retry-After says how many seconds to wait.",
    500: "A fault of the server.",
    504: "The answer took too long.",
}
_SCHEMA = "#/components/schemas/ErrorAnswer"


def refusals(*more: int, of_files: bool = False) -> dict[int | str, dict[str, Any]]:
    """Those of every address, and `more`; `of_files`: for addresses that otherwise answer no JSON."""
    found: dict[int | str, dict[str, Any]] = {}
    for status in sorted({401, 403, 500, *more}):
        found[status] = {"description": _WHY[status]}
        if of_files:
            # FastAPI would describe the refusal in the address's own media type
            found[status]["content"] = {"application/json": {"schema": {"$ref": _SCHEMA}}}
        else:
            found[status]["model"] = ErrorAnswer
    if 429 in found:
        found[429]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return found
