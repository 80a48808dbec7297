"""How a studio is run: where it listens, what it lets in, and how much of everything."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """The settings of one server; all limits are ends included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    """Address to listen on; anything but the loopback is reachable from other machines."""
    port: int = Field(default=7860, ge=0, le=65535)
    bundle: str = "nano"
    device: Literal["auto", "cpu", "cuda"] = "auto"
    token: str | None = Field(default=None, min_length=1, repr=False)
    """Bearer token that every request to the API must carry."""
    allowed_origins: tuple[str, ...] = ()
    """Other sites whose pages may use the API; none unless named."""

    max_queue: int = Field(default=32, ge=1)
    """Requests that wait; the next one is answered 429."""
    max_batch: int = Field(default=16, ge=1)
    """Takes that are decoded together."""
    batch_wait: float = Field(default=0.02, ge=0)
    """Seconds that an idle model waits for others to join the first request."""
    max_takes: int = Field(default=16, ge=1)
    """Takes of one request."""
    max_candidates: int = Field(default=16, ge=1)
    """Candidates of Chain-of-Motion."""
    request_seconds: float = Field(default=120.0, gt=0)
    """From the arrival of a request to its answer; then 504."""

    max_upload_mb: float = Field(default=20.0, gt=0)
    max_unpacked_mb: float = Field(default=64.0, gt=0)
    """What an uploaded archive may say that it unpacks to."""
    receive_seconds: float = Field(default=30.0, gt=0)
    """For a whole request body to arrive; then 408."""
    readers: int = Field(default=2, ge=1)
    """Processes that read uploads and write files side by side."""
    read_seconds: float = Field(default=1.5, gt=0)
    """For reading an upload, beside `read_seconds_per_mb` for each of its megabytes."""
    read_seconds_per_mb: float = Field(default=0.5, ge=0)
    write_seconds: float = Field(default=60.0, gt=0)
    """For writing a file; films take longest."""
    reader_memory_mb: int = Field(default=768, ge=64)
    """What a reading process may take beside the libraries it holds."""
    writer_memory_mb: int = Field(default=4096, ge=64)
    """The same of one that writes; ffmpeg takes some for each core."""

    folder: Path | None = None
    """Where takes are kept; a temporary folder, gone when the server stops, where none is named."""
    max_folder_mb: float = Field(default=1024.0, gt=0)
    """The oldest takes go when their files take more."""
    max_age_hours: float = Field(default=24.0, gt=0)
    max_jobs: int = Field(default=256, ge=1)
    """Finished jobs that can still be asked for."""

    @property
    def max_upload(self) -> int:
        """Bytes of an upload."""
        return int(self.max_upload_mb * 2**20)

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")
