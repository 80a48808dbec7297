"""What the model's thread does with a batch of jobs of one kind."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kinemind.chain_of_motion import ChainOfMotion
from kinemind.errors import InputError
from kinemind.generation import Description, Model
from kinemind.generation.records import description_record
from kinemind.motion import Motion
from kinemind.studio.drawing import Draw, draw_takes
from kinemind.studio.jobs import Job
from kinemind.studio.keeping import keep_take
from kinemind.studio.requests import GenerateRequest
from kinemind.studio.shelf import Shelf


@dataclass(frozen=True)
class CaptionRequest:
    """A motion that was read from an upload, to be described."""

    motion: Motion
    seed: int
    com: ChainOfMotion | None


def job_of(request: GenerateRequest) -> Job:
    """A job for takes; those of one time limit and one way to reason are of one kind."""
    com = chain_of(request.use_com, request.com_candidates, request.com_refine_steps)
    reasoning = None if com is None else (com.candidates, com.refine_steps)
    size = request.num * (1 if com is None else com.candidates)
    return Job(request, ("generate", request.max_seconds, reasoning), size)


def caption_job(request: CaptionRequest) -> Job:
    """A job for one description."""
    com = request.com
    reasoning = None if com is None else (com.candidates, com.refine_steps)
    return Job(request, ("caption", reasoning), 1 if com is None else com.candidates)


def chain_of(use: bool, candidates: int = 8, refine_steps: int = 2) -> ChainOfMotion | None:
    """The settings of Chain-of-Motion, or None where it is not asked for."""
    return ChainOfMotion(candidates=candidates, refine_steps=refine_steps) if use else None


class Decoder:
    """A model and the shelf for its takes; `loop` is where the jobs live."""

    def __init__(self, model: Model, shelf: Shelf, loop: asyncio.AbstractEventLoop) -> None:
        self.model, self.shelf, self.loop = model, shelf, loop

    def __call__(self, jobs: Sequence[Job]) -> list[Any]:
        """A result a job, or the InputError that it is refused with."""
        if isinstance(jobs[0].request, CaptionRequest):
            return self._captions(jobs)
        return self._takes(jobs)

    def _takes(self, jobs: Sequence[Job]) -> list[dict[str, Any]]:
        rows = [(job, number) for job in jobs for number in range(job.request.num)]

        def tell(row: int, name: str, data: dict[str, Any]) -> None:
            job, number = rows[row]
            self.loop.call_soon_threadsafe(job.tell, name, {"take": number, **data})

        shared = jobs[0].request
        draw = Draw(
            [job.request.text for job, _ in rows],
            [job.request.seed + number for job, number in rows],
            shared.max_seconds,
            chain_of(shared.use_com, shared.com_candidates, shared.com_refine_steps),
            watched=any(job.listeners for job in jobs),
            stopped=lambda: all(job.stopped.is_set() for job in jobs),
        )
        takes = draw_takes(self.model, draw, tell)
        results: dict[str, dict[str, Any]] = {}
        for row, ((job, number), take) in enumerate(zip(rows, takes, strict=True)):
            if number == 0:
                empty = {"id": self.shelf.open(), "takes": [], "bundle": self.model.bundle.name}
                results[job.id] = empty
            record = keep_take(self.shelf, results[job.id]["id"], number, take, job.request, self.model)
            results[job.id]["takes"].append(record)
            for place, one in enumerate(record.get("com", {}).get("rounds", [])):
                tell(row, "com", {"round": place, **one})
            tell(row, "take", record)
        return [results[job.id] for job in jobs]

    def _captions(self, jobs: Sequence[Job]) -> list[Any]:
        try:
            found = self._describe([job.request for job in jobs])
        except InputError as error:
            if len(jobs) == 1:
                return [error]
            # one clip that cannot be described does not spoil the batch for the others
            return [answer for job in jobs for answer in self._captions([job])]
        return [description_record(one, self.model.bundle.name) for one in found]

    def _describe(self, requests: Sequence[CaptionRequest]) -> list[Description]:
        return self.model.caption_many(
            [request.motion for request in requests],
            [request.seed for request in requests],
            com=requests[0].com,
        )
