"""The MCP server: its tools and their schemas, files of its folder only, and over stdio."""

import sys
from pathlib import Path

import anyio
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from kinemind.motion import Motion
from kinemind.studio.tool_server import create_server
from tests.studio.puppet import Puppet


def calls(folder: Path, *asked: tuple[str, dict]) -> list:
    async def made() -> list:
        async with Client(create_server(folder, Puppet())) as client:  # type: ignore[arg-type]
            return [await client.call_tool(name, arguments) for name, arguments in asked]

    return anyio.run(made)


def test_the_tools_are_typed(tmp_path: Path):
    async def listed() -> list:
        async with Client(create_server(tmp_path, Puppet())) as client:  # type: ignore[arg-type]
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in anyio.run(listed)}
    assert set(tools) == {"generate", "caption", "convert"}
    asked = tools["generate"].input_schema
    assert asked["required"] == ["text"] and asked["properties"]["num"]["maximum"] == 16
    assert "bvh" in asked["properties"]["file_formats"]["items"]["enum"]
    assert set(tools["convert"].output_schema["properties"]) == {"file"}
    assert all(tool.description for tool in tools.values())


def test_generate_caption_convert(tmp_path: Path):
    made, captioned, converted, again = calls(
        tmp_path,
        (
            "generate",
            {"text": "Someone bows!", "seed": 3, "num": 2, "max_seconds": 2, "file_formats": ["bvh"]},
        ),
        ("caption", {"file": "someone-bows-3.bvh"}),
        ("convert", {"file": "someone-bows-3.bvh", "to": "npz"}),
        ("convert", {"file": "someone-bows-3.bvh", "to": "npz"}),
    )
    takes = made.structured_content["takes"]
    assert [take["files"]["bvh"] for take in takes] == ["someone-bows-3.bvh", "someone-bows-4.bvh"]
    assert takes[0]["reasoning"] and takes[0]["steps"][0]["end"] == 2.0
    assert captioned.structured_content["caption"] == "sways"
    assert converted.structured_content == {"file": "someone-bows-3.npz"}
    assert again.structured_content == {"file": "someone-bows-3-2.npz"}  # nothing is written over
    assert len(Motion.load(tmp_path / "someone-bows-3.npz")) == takes[0]["num_frames"]


def test_what_cannot_be_done_is_told_to_the_model(tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.bvh").write_text("HIERARCHY")
    (tmp_path / "in" / "link.bvh").symlink_to(tmp_path / "secret.bvh")
    (tmp_path / "in" / "broken.bvh").write_text("HIERARCHY")
    found = calls(
        tmp_path / "in",
        ("caption", {"file": "../secret.bvh"}),
        ("caption", {"file": str(tmp_path / "secret.bvh")}),
        ("convert", {"file": "link.bvh", "to": "npz"}),
        ("caption", {"file": "a\0b"}),
        ("caption", {"file": "missing.bvh"}),
        ("convert", {"file": "broken.bvh", "to": "npz"}),
        ("convert", {"file": "broken.bvh", "to": "exe"}),
        ("generate", {"text": ""}),
        ("generate", {"text": "x", "num": 99}),
    )
    assert all(result.is_error for result in found)
    told = [result.content[0].text for result in found]
    assert all("only files in" in text for text in told[:3]) and "MOTION" in told[5]
    assert not list((tmp_path / "in").glob("*.npz"))


def test_over_stdio_as_a_client_starts_it(tmp_path: Path):
    words = ["-m", "kinemind.cli.main", "mcp", "--folder", str(tmp_path)]

    async def asked() -> dict:
        process = stdio_client(StdioServerParameters(command=sys.executable, args=words))
        async with Client(process) as client:
            arguments = {"text": "someone bows", "max_seconds": 1, "file_formats": ["npz"]}
            result = await client.call_tool("generate", arguments)
            return result.structured_content

    with anyio.from_thread.start_blocking_portal() as portal:
        made = portal.call(asked)
    assert made["bundle"] == "nano" and (tmp_path / made["takes"][0]["files"]["npz"]).is_file()


def test_a_folder_that_cannot_be_used(tmp_path: Path):
    from kinemind.errors import InputError

    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be used"):
        create_server(tmp_path / "file", Puppet())  # type: ignore[arg-type]
