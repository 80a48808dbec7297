"""What is answered, field by field, for the OpenAPI description and for the readers of it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kinemind.studio.faults import Code


class ErrorBody(BaseModel):
    code: Code
    message: str


class ErrorAnswer(BaseModel):
    """Every refusal and failure."""

    error: ErrorBody
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"error": {"code": "busy", "message": "32 requests wait already"}}]}
    )


class StepAnswer(BaseModel):
    """One sub-action; times in seconds."""

    text: str
    start: float
    end: float


class TakeAnswer(BaseModel):
    """One take, as `kinemind generate --json` prints it, with links for files."""

    text: str
    reasoning: str
    steps: list[StepAnswer]
    motion_tokens: list[int]
    num_frames: int
    fps: float
    seed: int
    files: dict[str, str] = Field(description="Link of each format asked for; written when first fetched.")
    view: str = Field(description="Link of the take's joints, for drawing it.")
    com: dict[str, Any] | None = Field(
        default=None, description="The rounds of Chain-of-Motion, where it was used."
    )


EXAMPLE_ID = "0f8fad5bd9cb469fa16570867728950e"
_TAKES = f"/v1/takes/{EXAMPLE_ID}"
_FILES = f"/v1/files/{EXAMPLE_ID}"


class GenerateAnswer(BaseModel):
    id: str
    takes: list[TakeAnswer]
    bundle: str
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": EXAMPLE_ID,
                    "takes": [
                        {
                            "text": "someone bows",
                            "reasoning": "1. bow (2.0 s)",
                            "steps": [{"text": "bow", "start": 0.0, "end": 2.0}],
                            "motion_tokens": [3, 700],
                            "num_frames": 40,
                            "fps": 20.0,
                            "seed": 0,
                            "files": {"npz": f"{_FILES}/00.npz", "bvh": f"{_FILES}/00.bvh"},
                            "view": f"{_TAKES}/0",
                        }
                    ],
                    "bundle": "nano",
                }
            ]
        }
    )


class AcceptedAnswer(BaseModel):
    """A job that was put in the queue."""

    job: str
    status_url: str


class JobAnswer(BaseModel):
    """Where a job stands."""

    id: str
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    position: int | None = Field(default=None, description="Requests before it in the queue.")
    result: GenerateAnswer | None = None
    error: ErrorBody | None = None


class Joints(BaseModel):
    shape: tuple[int, int, int]
    dtype: Literal["float32"]
    base64: str = Field(description="Little endian, metres, y up.")


class Contacts(BaseModel):
    names: list[str]
    shape: tuple[int, int]
    base64: str = Field(description="Bytes 0 or 1, a row a frame.")


class ViewAnswer(BaseModel):
    """All that is needed to draw a motion."""

    fps: float
    names: list[str]
    parents: list[int]
    joints: Joints
    contacts: Contacts
    steps: list[StepAnswer]
    phases: list[dict[str, Any]]
    text: str
    reasoning: str
    seed: int | None
    model_config = ConfigDict(extra="allow")


class FactsAnswer(BaseModel):
    """The facts of a motion, as `kinemind describe --json` prints them."""

    seconds: float
    fps: float
    phases: list[dict[str, Any]]
    model_config = ConfigDict(extra="allow")


class CaptionAnswer(BaseModel):
    """What a motion shows, as `kinemind caption --json` prints it, with its facts and joints."""

    caption: str
    reasoning: str
    steps: list[StepAnswer]
    bundle: str
    facts: FactsAnswer
    view: ViewAnswer
    com: dict[str, Any] | None = None


class ConvertAnswer(BaseModel):
    file: str = Field(description="Link of the new file.", examples=[f"{_FILES}/wave.bvh"])


class LimitsAnswer(BaseModel):
    max_seconds: float
    max_prompt: int
    max_upload_mb: float
    max_candidates: int
    max_takes: int


class InfoAnswer(BaseModel):
    """What this server is and takes."""

    bundle: str
    version: str
    formats: list[str] = Field(description="Suffixes that are written.")
    readable: list[str] = Field(description="Suffixes that are read.")
    limits: LimitsAnswer
    licence: str
    token: bool = Field(description="Whether requests need a token.")


class HealthAnswer(BaseModel):
    status: Literal["ok"]
