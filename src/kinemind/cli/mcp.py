"""`kinemind mcp`: generate, caption and convert as tools of a language model, over stdio."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kinemind.cli.studio import require


@dataclass(frozen=True)
class Options:
    """An MCP server over stdin and stdout, for the configuration of an MCP client."""

    folder: Path = Path("motions")
    """Files are read from and written to this folder only."""
    bundle: str = "nano"
    """`nano`, or a bundle folder."""
    device: Literal["auto", "cpu", "cuda"] = "auto"


def run(options: Options) -> None:
    require(("mcp",), "mcp")
    from kinemind.bundle import Bundle
    from kinemind.generation import Model
    from kinemind.studio.tool_server import create_server

    model = Model(Bundle.open(options.bundle), options.device)
    create_server(options.folder, model).run("stdio")
