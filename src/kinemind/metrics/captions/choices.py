"""Options that name one of a few ways."""

from __future__ import annotations

from kinemind.errors import InputError


def check_choice(choice: str, choices: tuple[str, ...], name: str) -> None:
    """Raises InputError where an option names none of its ways."""
    if choice not in choices:
        raise InputError(f"the {name} is one of {', '.join(choices)}, not {choice!r}")
