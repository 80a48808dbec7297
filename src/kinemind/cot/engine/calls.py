"""One call of a teacher: paced, timed, paid for, and made again when it fails."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from kinemind.cot.engine.accounting import Account
from kinemind.cot.engine.limits import Gate, delay
from kinemind.cot.engine.options import EngineOptions
from kinemind.cot.errors import BadReply, RateLimited, TeacherError, Unavailable
from kinemind.cot.trace import Trace, Usage, Verdict

Reply = TypeVar("Reply", Trace, Verdict)

TRIES_UNREACHED = 4
"""How often a request is sent before the first reply of all; more is waste where the server is down."""
LONGEST_PAUSE = 900.0
"""Seconds; a server that asks for more (a quota of a day) fails the request instead."""


class BudgetReached(Exception):
    """The next request would cost more than is left."""


@dataclass
class Case:
    """What one subject has taken so far; `jitter` spreads its waits and touches no trace."""

    jitter: random.Random
    usage: Usage = field(default_factory=Usage)
    retries: Counter[str] = field(default_factory=Counter)


class Caller:
    """Calls a teacher within the limits of a job."""

    def __init__(self, options: EngineOptions, account: Account, gate: Gate) -> None:
        self.options = options
        self.account = account
        self.gate = gate

    async def call(self, request: Callable[[int], Awaitable[Reply]], case: Case) -> Reply:
        """The reply to `request(n)`, n being the number of bad replies so far.

        Raises TeacherError after the last try, InputError as the teacher does, and BudgetReached.
        """
        bad = failures = 0
        while True:
            try:
                return await self._once(request, bad, case)
            except TeacherError as error:
                failures += 1
                bad += isinstance(error, BadReply)
                tries = self.options.retries + 1
                if not self.account.reached:
                    tries = min(tries, TRIES_UNREACHED)
                asked = error.retry_after if isinstance(error, RateLimited) else None
                if failures >= tries or (asked or 0.0) > LONGEST_PAUSE:
                    raise
                name = type(error).__name__
                case.retries[name] += 1
                self.account.charge(Usage(), {name: 1})
                if asked is not None:
                    self.gate.pause(asked)
                await asyncio.sleep(delay(failures, self.options, case.jitter, asked))

    async def _once(self, request: Callable[[int], Awaitable[Reply]], bad: int, case: Case) -> Reply:
        booked = await self.gate.enter()
        if not self.account.affords_request():
            raise BudgetReached
        self.account.begin_request()
        usage = Usage(requests=1)
        try:
            async with asyncio.timeout(self.options.timeout):
                reply = await request(bad)
            usage = reply.usage
            self.account.reached = True
            return reply
        except TimeoutError:
            raise Unavailable(f"no reply within {self.options.timeout:g} s") from None
        except ConnectionError as error:
            raise Unavailable(str(error)) from None
        except TeacherError as error:
            usage = replace(error.usage, requests=max(error.usage.requests, 1))
            self.account.reached |= isinstance(error, BadReply)
            raise
        finally:
            case.usage = case.usage + usage
            self.account.end_request(usage)
            self.gate.settle(booked, usage.prompt_tokens + usage.completion_tokens)
