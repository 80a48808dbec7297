"""What may be asked: the bodies of requests, with their bounds and an example."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from kinemind.formats import READABLE, WRITABLE
from kinemind.generation import LONGEST_BY_DEFAULT, MAX_PROMPT

NEEDS_ANOTHER_FILE = (".amc",)
"""Readable only with a second file beside it, which an upload does not have."""
UPLOADS: tuple[str, ...] = tuple(suffix for suffix in READABLE if suffix not in NEEDS_ANOTHER_FILE)
FORMATS: tuple[str, ...] = tuple(suffix.lstrip(".") for suffix in WRITABLE)
LARGEST_SEED = 2**53 - 1
"""Whole numbers up to here survive every JSON reader, JavaScript's too."""


def _known(name: str) -> str:
    if name not in FORMATS:
        raise ValueError(f"cannot write this format; choose out of {', '.join(FORMATS)}")
    return name


FormatName = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": list(FORMATS)})]


def _whole(value: object) -> object:
    # JSON has one kind of number: 3.0 is as whole as 3
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]
Seed = Annotated[Whole, Field(ge=0, le=LARGEST_SEED, description="The same seed gives the same answer.")]


class GenerateRequest(BaseModel):
    """A sentence to move by."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"text": "a person walks forward, then waves with the right hand", "seed": 7},
                {"text": "someone bows", "num": 2, "max_seconds": 4, "formats": ["npz"], "async": True},
            ]
        },
    )

    text: str = Field(min_length=1, max_length=MAX_PROMPT, pattern=r"\S", description="What the figure does.")
    seed: Seed = 0
    num: Whole = Field(default=1, ge=1, le=16, description="Takes, with the seeds S, S+1, …")
    max_seconds: float | None = Field(
        default=None,
        ge=1,
        le=LONGEST_BY_DEFAULT,
        description="No take is longer; by default 15, or 60 where more than four actions are asked for.",
    )
    formats: list[FormatName] = Field(
        default=["npz", "bvh"], min_length=1, max_length=16, description="Files to link to, by their suffix."
    )
    use_com: bool = Field(
        default=False, description="Reason by Chain-of-Motion: candidates, scores, reflection."
    )
    com_candidates: Whole = Field(default=8, ge=1, le=16, description="Candidates a round.")
    com_refine_steps: Whole = Field(
        default=2, ge=0, le=4, description="Rounds of reflection after the first."
    )
    clean_feet: bool | None = Field(
        default=None, description="Pin the feet that stand; null lets the format choose."
    )
    asynchronous: bool = Field(default=False, alias="async", description="Answer 202 with a job at once.")
