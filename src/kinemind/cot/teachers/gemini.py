"""Gemini through Google's own client, with the motion's film attached, as MoRL (arXiv 2602.14534) does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx2
from google import genai
from google.genai import errors, types

from kinemind.cot.errors import BadReply, TeacherError, Unavailable
from kinemind.cot.teachers.endpoint import Endpoint, without
from kinemind.cot.teachers.failures import failure_of_status, wait_of, wait_of_text
from kinemind.cot.teachers.manners import Manners
from kinemind.cot.teachers.model import Reply, Request
from kinemind.cot.trace import Usage
from kinemind.errors import InputError

FILM_FPS = 10.0
"""Images a second that the model looks at (its own default, 1, misses every step)."""
_OPTIONAL = ("temperature", "seed")


class GeminiModel:
    """A Gemini model.  Raises InputError without a key (but for a server on this machine)."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._key = endpoint.key("GEMINI_API_KEY", "GOOGLE_API_KEY")
        if not self._key and not endpoint.is_local:
            raise InputError(
                "the gemini teacher needs a key: set GEMINI_API_KEY, or name another variable with "
                "--api-key-env"
            )
        self._manners = Manners()
        # without retry options the client sends each request once; the engine does the repeating
        options = types.HttpOptions(
            base_url=endpoint.base_url or None, timeout=round(endpoint.timeout * 1000)
        )
        self._client = genai.Client(api_key=self._key or "none", vertexai=False, http_options=options)

    def __repr__(self) -> str:
        return f"GeminiModel({self.endpoint!r})"

    def __reduce__(self) -> tuple[type[GeminiModel], tuple[Endpoint]]:
        """Pickled without the key: whoever opens it reads it from an environment of its own."""
        return GeminiModel, (self.endpoint,)

    @property
    def name(self) -> str:
        return f"gemini:{self.endpoint.model}"

    async def ask(self, request: Request) -> Reply:
        """The model's answer.  What the server refuses to be told is left out, and remembered."""
        manners, sent = self._manners, 0
        while True:
            sent += 1
            response = await self._generate(request, manners)
            if isinstance(response, str):
                milder = manners.yielding(response, _OPTIONAL)
                if milder is None:
                    raise failure_of_status(400, response, self.endpoint, None)
                manners = milder
                continue
            if manners != self._manners:
                self._manners = manners
            return self._read(response, sent)

    async def close(self) -> None:
        await self._client.aio.aclose()

    async def _generate(self, request: Request, manners: Manners) -> types.GenerateContentResponse | str:
        """The response, or the server's words where it refuses the request as it is (400)."""
        failure: TeacherError | InputError
        try:
            async with asyncio.timeout(self.endpoint.timeout):
                return await self._client.aio.models.generate_content(
                    model=self.endpoint.model,
                    contents=_contents(request),
                    config=_config(self.endpoint, request, manners),
                )
        except errors.APIError as error:
            message = without(self._key, " ".join(str(error.message or "").split())[:300])
            if error.code == 400 and "api key" not in message.lower():
                return message
            status = 401 if error.code == 400 else error.code
            failure = failure_of_status(status, message, self.endpoint, _wait(error))
        except (TimeoutError, httpx2.TimeoutException):
            failure = Unavailable(f"no answer within {self.endpoint.timeout:g} s")
        except httpx2.HTTPError as error:
            failure = Unavailable(f"no answer from Gemini: {type(error).__name__}")
        except (ValueError, RecursionError):
            failure = BadReply("the server's answer is cut off or no JSON", Usage(requests=1))
        raise failure

    def _read(self, response: types.GenerateContentResponse, sent: int) -> Reply:
        """Text and usage of a response.  Raises BadReply for one that was held back or cut off."""
        counts = response.usage_metadata or types.GenerateContentResponseUsageMetadata()
        written = (counts.candidates_token_count or 0) + (counts.thoughts_token_count or 0)
        usage = replace(self.endpoint.usage(counts.prompt_token_count or 0, written), requests=sent)
        if not response.candidates:
            feedback = response.prompt_feedback
            reason = feedback.block_reason.name if feedback and feedback.block_reason else "no reason given"
            raise BadReply(f"Gemini gives no answer: {reason}", usage)
        candidate = response.candidates[0]
        reason = candidate.finish_reason.name if candidate.finish_reason else "STOP"
        if reason == "MAX_TOKENS":
            raise BadReply(
                f"the reply was cut off after {written} tokens (--max-tokens allows "
                f"{self.endpoint.max_tokens})",
                usage,
            )
        if reason not in ("STOP", "FINISH_REASON_UNSPECIFIED"):
            raise BadReply(f"Gemini holds its answer back: {reason}", usage)
        parts = (candidate.content.parts if candidate.content else None) or []
        text = "".join(part.text for part in parts if part.text and not part.thought)
        return Reply(without(self._key, text), usage)


def _contents(request: Request) -> types.Content:
    """The film, where there is one, then the words."""
    parts = [types.Part(text=request.prompt.user)]
    if request.film:
        blob = types.Blob(data=request.film, mime_type="video/mp4")
        parts.insert(0, types.Part(inline_data=blob, video_metadata=types.VideoMetadata(fps=FILM_FPS)))
    return types.Content(role="user", parts=parts)


def _config(endpoint: Endpoint, request: Request, manners: Manners) -> types.GenerateContentConfig:
    temperature = 0.0 if request.sober and endpoint.temperature is not None else endpoint.temperature
    settings: dict[str, Any] = {
        "system_instruction": request.prompt.system,
        "max_output_tokens": endpoint.max_tokens,
    }
    optional = {"temperature": temperature, "seed": request.seed}
    settings |= {name: value for name, value in optional.items() if name not in manners.left_out}
    if manners.format != "free":
        settings["response_mime_type"] = "application/json"
    if manners.format == "schema":
        settings["response_json_schema"] = request.schema
    return types.GenerateContentConfig(**settings)


def _wait(error: errors.APIError) -> float | None:
    """Seconds to wait: of the header, or of the RetryInfo that Google puts into the body."""
    headers = getattr(error.response, "headers", None)
    if headers is not None and (seconds := wait_of(headers)) is not None:
        return seconds
    body = error.details if isinstance(error.details, dict) else {}
    inner = body.get("error", body)
    details = inner.get("details") if isinstance(inner, dict) else None
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, dict) and isinstance(detail.get("retryDelay"), str):
            return wait_of_text(detail["retryDelay"])
    return None
