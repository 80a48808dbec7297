"""Where a language model is asked, and how; the key is read from the environment and kept out of sight."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from kinemind.cot.trace import Usage
from kinemind.errors import InputError

LOOPBACK = ("localhost", "127.0.0.1", "::1", "0.0.0.0")
_SECRET_LENGTH = 8
"""Characters from which a key is looked for in texts; a shorter one ("none") is no secret."""


@dataclass(frozen=True)
class Endpoint:
    """Settings of one model behind one server.  Holds the name of the key's variable, never the key.

    `timeout` in seconds for a whole request; `temperature` None leaves it to the server; prices in money a
    million tokens, 0 where not known.  Raises InputError.
    """

    model: str
    base_url: str = ""
    api_key_env: str = ""
    timeout: float = 120.0
    temperature: float | None = 0.7
    max_tokens: int = 4096
    seed: int = 0
    price_in: float = 0.0
    price_out: float = 0.0

    def __post_init__(self) -> None:
        if not self.model.strip():
            raise InputError("this teacher needs a model: give --model NAME")
        if self.base_url:
            _check_url(self.base_url)
        if not self.timeout > 0 or self.max_tokens < 1:
            raise InputError("a teacher needs a timeout over 0 seconds and at least one token to answer with")
        if self.temperature is not None and not 0 <= self.temperature <= 2:
            raise InputError(f"a temperature lies between 0 and 2, not {self.temperature:g}")
        if not (self.price_in >= 0 and self.price_out >= 0):
            raise InputError("a price is the money for a million tokens, 0 or more")

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this machine, where no key is needed."""
        return urlsplit(self.base_url).hostname in LOOPBACK

    @property
    def is_priced(self) -> bool:
        return self.price_in > 0 or self.price_out > 0

    def usage(self, prompt_tokens: int, completion_tokens: int) -> Usage:
        """One request's tokens and their cost."""
        cost = (prompt_tokens * self.price_in + completion_tokens * self.price_out) / 1e6
        return Usage(prompt_tokens, completion_tokens, cost, requests=1)

    def key(self, *variables: str) -> str:
        """The key out of `api_key_env`, or else out of the first of `variables` that is set; "" without one.

        Raises InputError when the named variable is not set.
        """
        if self.api_key_env:
            if not (found := os.environ.get(self.api_key_env, "").strip()):
                raise InputError(
                    f"the environment variable {self.api_key_env} (--api-key-env) holds no key; set it"
                )
            return found
        return next((key for name in variables if (key := os.environ.get(name, "").strip())), "")


def without(key: str, text: str) -> str:
    """The text with the key blotted out, should a server have sent it back."""
    return text.replace(key, "[key]") if len(key) >= _SECRET_LENGTH else text


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.username or parts.password or parts.query:
        raise InputError(
            "--base-url must hold neither a password nor a key; put the key into an environment variable "
            "and name it with --api-key-env"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"--base-url is the address of a server like http://localhost:8000/v1, not {url!r}")
