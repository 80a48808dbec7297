"""Any server that speaks OpenAI's chat completions: DeepSeek, OpenAI, Gemini, vLLM, Ollama, transformers."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import openai
from openai import AsyncOpenAI, DefaultAsyncHttpxClient, omit

from kinemind.cot.errors import BadReply, TeacherError, Unavailable
from kinemind.cot.teachers.endpoint import Endpoint, without
from kinemind.cot.teachers.failures import failure_of_status, wait_of
from kinemind.cot.teachers.manners import Manners
from kinemind.cot.teachers.model import Reply, Request
from kinemind.cot.teachers.replies import is_json
from kinemind.cot.trace import Usage
from kinemind.errors import InputError

_OPTIONAL = ("temperature", "seed", "max_tokens", "max_completion_tokens")
"""Parameters that some servers refuse; the request makes sense without them."""
_OFFICIAL = "https://api.openai.com/v1"


class OpenAIModel:
    """A model behind an endpoint.  Raises InputError where OpenAI itself is to be asked without a key."""

    def __init__(self, endpoint: Endpoint) -> None:
        address = endpoint.base_url or os.environ.get("OPENAI_BASE_URL", "") or _OFFICIAL
        self.endpoint = replace(endpoint, base_url=address)
        self._key = endpoint.key("OPENAI_API_KEY")
        if not self._key and address == _OFFICIAL:
            raise InputError(
                "the openai teacher needs a key: set OPENAI_API_KEY, name another variable with "
                "--api-key-env, or name a server of your own with --base-url"
            )
        self._manners = Manners()
        # the client would tell any server the organization that the environment names for OpenAI
        unsaid = () if address == _OFFICIAL else ("OpenAI-Organization", "OpenAI-Project")
        self._left_out = {name: omit for name in (*unsaid, *(() if self._key else ("Authorization",)))}
        self._client: AsyncOpenAI | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __repr__(self) -> str:
        return f"OpenAIModel({self.endpoint!r})"

    def __reduce__(self) -> tuple[type[OpenAIModel], tuple[Endpoint]]:
        """Pickled without the key: whoever opens it reads it from an environment of its own."""
        return OpenAIModel, (self.endpoint,)

    @property
    def name(self) -> str:
        return f"openai:{self.endpoint.model}"

    async def ask(self, request: Request) -> Reply:
        """The model's answer.  What the server refuses to be told is left out, and remembered."""
        manners, sent = self._manners, 0
        while True:
            sent += 1
            status, body = await self._post(_parameters(self.endpoint, request, manners))
            if status in (400, 422):
                milder = manners.yielding(_message(body), _OPTIONAL)
                if milder is None:
                    raise failure_of_status(status, self._clean(_message(body)), self.endpoint, None)
                manners = milder
                continue
            text, usage = self._read(body, sent)
            if manners.format != "free" and text.strip() and not is_json(text):
                manners = replace(manners, format="free")  # it was ignored
            if manners != self._manners:
                self._manners = manners
            return Reply(text, usage)

    async def close(self) -> None:
        if self._client is not None and self._loop is asyncio.get_running_loop():
            await self._client.close()
        self._client = None

    async def _post(self, parameters: Mapping[str, Any]) -> tuple[int, object]:
        """Status 200, 400 or 422 with the JSON body; everything else is raised as what it is."""
        failure: TeacherError | InputError
        try:
            async with asyncio.timeout(self.endpoint.timeout):
                raw = await self._connected().chat.completions.with_raw_response.create(
                    **parameters, extra_headers=self._left_out
                )
            return 200, raw.http_response.json()
        except openai.APIStatusError as error:
            if error.status_code in (400, 422):
                return error.status_code, _body(error.response.text)
            wait = wait_of(error.response.headers)
            message = self._clean(_message(_body(error.response.text)))
            failure = failure_of_status(error.status_code, message, self.endpoint, wait)
        except (TimeoutError, openai.APITimeoutError):
            failure = Unavailable(f"no answer within {self.endpoint.timeout:g} s")
        except openai.APIConnectionError as error:
            cause = type(error.__cause__).__name__ if error.__cause__ else "no connection"
            failure = Unavailable(f"no answer from {self.endpoint.base_url}: {cause}")
        except (ValueError, RecursionError):
            failure = BadReply("the server's answer is cut off or no JSON", Usage(requests=1))
        # raised out here, an error carries no reference to the request with its key
        raise failure

    def _read(self, body: object, sent: int) -> tuple[str, Usage]:
        """Text and usage of a completion.  Raises BadReply for one that was not finished."""
        usage = replace(_usage(body, self.endpoint), requests=sent)
        choice = _first(_get(body, "choices"))
        message = _get(choice, "message")
        if message is None:
            raise BadReply(self._clean(f"no completion: {_message(body) or 'empty'}"), usage)
        if refusal := _get(message, "refusal"):
            raise BadReply(self._clean(f"the model refuses: {str(refusal)[:200]}"), usage)
        reason = _get(choice, "finish_reason")
        if reason == "length":
            raise BadReply(
                f"the reply was cut off after {usage.completion_tokens} tokens (--max-tokens allows "
                f"{self.endpoint.max_tokens})",
                usage,
            )
        if reason == "content_filter":
            raise BadReply("the server's content filter held the reply back", usage)
        return self._clean(_text(_get(message, "content"))), usage

    def _clean(self, text: str) -> str:
        return without(self._key, text)

    def _connected(self) -> AsyncOpenAI:
        """The client of the running event loop; its connections cannot be used from another."""
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            self._client = AsyncOpenAI(
                api_key=self._key or "none",
                base_url=self.endpoint.base_url,
                timeout=self.endpoint.timeout,
                max_retries=0,
                # the one it makes for itself closes itself when collected, in whatever loop runs by then
                http_client=DefaultAsyncHttpxClient(),
            )
            self._loop = loop
        return self._client


def _parameters(endpoint: Endpoint, request: Request, manners: Manners) -> dict[str, Any]:
    """The body of a request."""
    temperature = 0.0 if request.sober and endpoint.temperature is not None else endpoint.temperature
    optional = {"temperature": temperature, "seed": request.seed, "max_tokens": endpoint.max_tokens}
    parameters: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [
            {"role": "system", "content": request.prompt.system},
            {"role": "user", "content": request.prompt.user},
        ],
        **{k: v for k, v in optional.items() if v is not None and k not in manners.left_out},
    }
    if "max_tokens" in manners.left_out and "max_completion_tokens" not in manners.left_out:
        parameters["max_completion_tokens"] = endpoint.max_tokens  # what newer models of OpenAI want instead
    if manners.format == "schema":
        schema = {"name": "answer", "strict": True, "schema": request.schema}
        parameters["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif manners.format == "object":
        parameters["response_format"] = {"type": "json_object"}
    return parameters


def _usage(body: object, endpoint: Endpoint) -> Usage:
    counts = _get(body, "usage")
    prompt, completion = (_get(counts, f"{kind}_tokens") for kind in ("prompt", "completion"))
    return endpoint.usage(
        prompt if isinstance(prompt, int) else 0, completion if isinstance(completion, int) else 0
    )


def _body(text: str) -> object:
    """The JSON in a response, or its text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _message(body: object) -> str:
    """What a server says of an error, in one of the usual places."""
    error = _get(body, "error") or _get(body, "detail") or _get(body, "message") or body
    said = _get(error, "message") or error
    return " ".join(str(said).split())[:300] if said else ""


def _text(content: object) -> str:
    """The text of a message, given whole or in parts."""
    if isinstance(content, list):
        return "".join(str(_get(part, "text") or "") for part in content)
    return content if isinstance(content, str) else ""


def _get(value: object, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else None
