"""A take put on the shelf: its motion as .npz, its record as JSON; other formats are written when fetched."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

from kinemind.chain_of_motion import Chain
from kinemind.generation import Model, Take
from kinemind.generation.answering import take_of_answer
from kinemind.generation.records import take_record
from kinemind.kinematics.footing import clean_feet
from kinemind.studio.requests import GenerateRequest
from kinemind.studio.shelf import Shelf

LONGEST_NAME = 48
"""Characters of a sentence that a file is called by."""


def keep_take(
    shelf: Shelf, place: str, number: int, take: Take, request: GenerateRequest, model: Model
) -> dict[str, Any]:
    """Put a take in the folder `place` of the shelf; the record with links for its files and views."""
    folder, name = shelf.folder(place), f"{number:02d}"
    motion = take.motion if request.clean_feet is False else clean_feet(take.motion)
    motion.save(folder / f"{name}.npz")
    links = {suffix: f"/v1/files/{place}/{name}.{suffix}" for suffix in dict.fromkeys(request.formats)}
    record = take_record(take, links) | {"view": f"/v1/takes/{place}/{number}"}
    if take.com is not None:
        _keep_candidates(folder, name, take.com, model, take.text)
        _link_candidates(record["com"], record["view"], links)
    kept = {"reasoning": take.reasoning, "seed": take.seed}
    kept["download"] = f"{slug(take.text)}-{take.seed}"
    (folder / f"{name}.json").write_text(json.dumps(kept))
    shelf.weigh(place)
    return record


def candidate_name(number: int, candidate: int) -> str:
    """What the files of a candidate of Chain-of-Motion are called; counted through all rounds."""
    return f"{number:02d}-c{candidate:02d}"


def _keep_candidates(folder: Path, name: str, chain: Chain, model: Model, text: str) -> None:
    answers = [candidate.answer for one in chain.rounds for candidate in one.candidates]
    for place, answer in enumerate(answers):
        if not answer.parsed.ok:
            continue
        shown = take_of_answer(model.bundle, text, answer, answer.seed).motion
        called = candidate_name(int(name), place)
        shown.save(folder / f"{called}.npz")
        kept = {
            "reasoning": answer.parsed.reasoning,
            "seed": answer.seed,
            "download": f"{slug(text)}-{place}",
        }
        (folder / f"{called}.json").write_text(json.dumps(kept))


def _link_candidates(com: dict[str, Any], view: str, links: dict[str, str]) -> None:
    place = 0
    for one in com["rounds"]:
        for candidate in one["candidates"]:
            candidate["view"] = f"{view}?candidate={place}"
            candidate["files"] = {
                suffix: re.sub(r"/(\d\d)\.", rf"/\1-c{place:02d}.", link) for suffix, link in links.items()
            }
            place += 1


def slug(text: str, otherwise: str = "motion") -> str:
    """A sentence or file name as a plain file name: letters, digits and dashes of ASCII."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-") or otherwise
