"""Takes and descriptions as plain JSON objects: what `--json` prints and the API answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kinemind.generation.take import Description, Take


def take_record(take: Take, files: Mapping[str, str]) -> dict[str, Any]:
    """A take without its motion; `files` says where each format of it is (a path or a link).

    Times in seconds.  `com` holds the rounds of Chain-of-Motion where the take came by them.
    """
    record: dict[str, Any] = {
        "text": take.text,
        "reasoning": take.reasoning,
        "steps": [asdict(step) for step in take.steps],
        "motion_tokens": list(take.motion_tokens),
        "num_frames": len(take.motion),
        "fps": take.motion.fps,
        "seed": take.seed,
        "files": dict(files),
    }
    return record | _rounds(take)


def description_record(description: Description, bundle: str) -> dict[str, Any]:
    """A description and the name of the bundle that gave it; times in seconds."""
    record: dict[str, Any] = {
        "caption": description.text,
        "reasoning": description.reasoning,
        "steps": [asdict(step) for step in description.steps],
        "bundle": bundle,
    }
    return record | _rounds(description)


def _rounds(answer: Take | Description) -> dict[str, Any]:
    return {} if answer.com is None else {"com": answer.com.to_json()}
