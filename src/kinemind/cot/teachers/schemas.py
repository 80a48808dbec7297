"""JSON schemas of what a language model must answer, for servers that hold it to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

JUDGED = ("relevance", "consistency", "conciseness")
"""The criteria a language model judges; grounding is measured."""


def trace_schema(task: str) -> Mapping[str, Any]:
    """Reasoning, and for m2t the description it ends in."""
    return _object(
        {"reasoning": {"type": "string"}} | ({"answer": {"type": "string"}} if task == "m2t" else {})
    )


def verdict_schema() -> Mapping[str, Any]:
    """For each criterion whether it is met and, if not, why."""
    judgement = _object({"ok": {"type": "boolean"}, "reason": {"type": "string"}})
    return _object({name: judgement for name in JUDGED})


def _object(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object with exactly these properties, as strict structured output wants it."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }
