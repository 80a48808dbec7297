"""An MCP server with three tools: generate, caption and convert, over files of one folder."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BaseModel, Field

from kinemind import __version__, formats
from kinemind.errors import InputError
from kinemind.generation import LONGEST_BY_DEFAULT, MAX_PROMPT, Model
from kinemind.generation.records import description_record, take_record
from kinemind.studio.answers import StepAnswer
from kinemind.studio.keeping import slug
from kinemind.studio.requests import FORMATS, UPLOADS, FormatName, Seed

ABOUT = (
    "Kinemind makes 3D human motion from a sentence, says in a sentence what a motion file shows, and "
    f"converts motion files. Reads {', '.join(UPLOADS)}; writes {', '.join(FORMATS)}. All files lie in one "
    "folder and are named relative to it."
)


class MadeTake(BaseModel):
    """One generated motion and its files, by format."""

    text: str
    reasoning: str
    steps: list[StepAnswer]
    num_frames: int
    fps: float
    seed: int
    files: dict[str, str]


class Made(BaseModel):
    takes: list[MadeTake]
    bundle: str


class Told(BaseModel):
    caption: str
    reasoning: str
    steps: list[StepAnswer]
    bundle: str


class Converted(BaseModel):
    file: str


def create_server(folder: Path, model: Model) -> MCPServer:
    """A server whose tools read and write files of `folder` only.  Raises InputError for a bad folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder {folder} cannot be used: {error.strerror}") from None
    root = folder.resolve()
    one_at_a_time = threading.Lock()  # tools may be called side by side; the model is one
    server: MCPServer = MCPServer("kinemind", version=__version__, instructions=ABOUT, log_level="WARNING")

    @server.tool(title="A motion from a sentence")
    def generate(
        text: Annotated[str, Field(min_length=1, max_length=MAX_PROMPT, description="What the figure does.")],
        seed: Seed = 0,
        num: Annotated[int, Field(ge=1, le=16, description="Takes, with the seeds S, S+1, …")] = 1,
        max_seconds: Annotated[float | None, Field(ge=1, le=LONGEST_BY_DEFAULT)] = None,
        file_formats: Annotated[list[FormatName], Field(min_length=1, max_length=16)] = ["npz", "bvh"],  # noqa: B006
    ) -> Made:
        """Make takes of a sentence: the reasoning, its sub-actions with times, and motion files."""
        try:
            with one_at_a_time:
                seeds = [seed + number for number in range(num)]
                takes = model.generate_many([text] * num, seeds, max_seconds=max_seconds)
            made = []
            for take in takes:
                files = {}
                for name in dict.fromkeys(file_formats):
                    path = _free(root / f"{slug(take.text)}-{take.seed}.{name}")
                    files[name] = take.motion.save(path).name
                made.append(MadeTake.model_validate(take_record(take, files)))
        except InputError as error:
            raise ToolError(str(error)) from None
        return Made(takes=made, bundle=model.bundle.name)

    @server.tool(title="A sentence from a motion file")
    def caption(
        file: Annotated[str, Field(description="A motion file of the folder.")], seed: Seed = 0
    ) -> Told:
        """Say what the figure in a motion file does, and why the model thinks so."""
        try:
            motion = formats.read(_within(root, file))
            with one_at_a_time:
                description = model.caption_many([motion], [seed])[0]
        except InputError as error:
            raise ToolError(str(error)) from None
        return Told.model_validate(description_record(description, model.bundle.name))

    @server.tool(title="Another format of a motion file")
    def convert(
        file: Annotated[str, Field(description="A motion file of the folder.")],
        to: Annotated[FormatName, Field(description="The format to write, by its suffix.")],
    ) -> Converted:
        """Write a motion file of the folder in another format beside it."""
        try:
            source = _within(root, file)
            target = _free(source.with_suffix(f".{to}"))
            formats.write(formats.read(source), target)
        except InputError as error:
            raise ToolError(str(error)) from None
        return Converted(file=str(target.relative_to(root)))

    return server


def _within(root: Path, name: str) -> Path:
    """A file of the folder.  Raises InputError for any other place, links that lead out of it included."""
    try:
        path = (root / name).resolve()
    except (OSError, ValueError):
        raise InputError("this is no name of a file") from None
    if not path.is_relative_to(root):
        raise InputError(f"only files in {root} can be used; copy it there first")
    return path


def _free(path: Path) -> Path:
    """A name that no file has yet: the path, or with -2, -3, … after it."""
    found, number = path, 2
    while found.exists():
        found, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return found
