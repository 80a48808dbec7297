"""Waiting for what a page says of itself, under a policy that forbids the page to evaluate strings."""

import time
from typing import Any

LONGEST = 60.0
"""Seconds."""


def wait_for(page: Any, expression: str) -> None:
    """Until the expression holds; asked from outside, for the page's own polling would need unsafe-eval."""
    end = time.monotonic() + LONGEST
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"{expression} has not come true within {LONGEST:g} s"
        page.wait_for_timeout(40)
