"""Keeping to a server's limits: requests and tokens a minute, pauses it asks for, delays between tries."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from random import Random

from kinemind.cot.engine.options import EngineOptions

Clock = Callable[[], float]


class Pace:
    """At most `per_minute` units a minute, evenly spread: no bursts, no credit for idle time."""

    def __init__(self, per_minute: float, clock: Clock = time.monotonic) -> None:
        self.gap = 60.0 / per_minute
        self.clock = clock
        self._free_at = clock()

    def reserve(self, amount: float = 1.0) -> float:
        """Books `amount` units; returns the seconds to wait before using them."""
        now = self.clock()
        start = max(now, self._free_at)
        self._free_at = start + amount * self.gap
        return start - now

    def correct(self, amount: float) -> None:
        """Books further units, or gives some back (negative), once the true amount is known."""
        self._free_at += amount * self.gap


class Gate:
    """What every request passes first: the pause a server has asked for, requests and tokens a minute.

    Tokens are known only after a reply, so that a request books the mean of those before it.
    """

    def __init__(self, options: EngineOptions, clock: Clock = time.monotonic) -> None:
        self.clock = clock
        self._requests = Pace(options.requests_per_minute, clock) if options.requests_per_minute else None
        self._tokens = Pace(options.tokens_per_minute, clock) if options.tokens_per_minute else None
        self._open_at = clock()
        self._mean_tokens = 1000.0
        self._replies = 0

    def pause(self, seconds: float) -> None:
        """No request of anyone starts before that time has passed."""
        self._open_at = max(self._open_at, self.clock() + seconds)

    async def enter(self) -> float:
        """Waits until a request may start; returns the tokens booked for it."""
        waits = [self._requests.reserve() if self._requests else 0.0]
        booked = self._mean_tokens if self._tokens else 0.0
        if self._tokens:
            waits.append(self._tokens.reserve(booked))
        until = self.clock() + max(waits)
        while (left := max(until, self._open_at) - self.clock()) > 0:
            await asyncio.sleep(left)
        return booked

    def settle(self, booked: float, tokens: float) -> None:
        """Sets the tokens that a request really took against those booked for it."""
        if self._tokens is None:
            return
        self._tokens.correct(tokens - booked)
        if tokens:
            self._replies += 1
            self._mean_tokens += (tokens - self._mean_tokens) / self._replies


def delay(failures: int, options: EngineOptions, jitter: Random, at_least: float | None = None) -> float:
    """Seconds to wait after the nth failure in a row (from 1): doubling, half of it at random.

    `at_least` is what the server asked for (Retry-After); a little is added, so that not all come back
    at once.
    """
    full = min(options.max_delay, options.first_delay * 2.0 ** min(failures - 1, 32))
    wait = full * jitter.uniform(0.5, 1.0)
    return wait if at_least is None else max(wait, at_least * jitter.uniform(1.0, 1.1))
