"""What the documents tell to type is understood by the command line, and what they link to exists."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path

import pytest

from kinemind.cli.main import COMMANDS, parse
from kinemind.cli.morl_form import translated

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LAUNCHED = "-m kinemind.cli.main "


def commands(page: Path) -> list[str]:
    """The words after `kinemind` of every line of the fenced blocks; remarks in a second column are cut."""
    text = re.sub(r"(?m)^>.*$", "", page.read_text())
    blocks = re.findall(r"(?ms)^```(?:bash|sh)?\n(.*?)^```", text)
    variables = dict(re.findall(r'(?m)^(\w)="(.*)"$', text))
    found = []
    for block in blocks:
        for line in re.sub(r"\s*\\\n\s*", " ", block).splitlines():
            line = re.sub(r"\s#\s.*", "", line)
            for name, value in variables.items():
                line = line.replace(f"${name}", value)
            start = "kinemind " if line.startswith("kinemind ") else LAUNCHED
            if start in line:
                words = re.split(r"\s{2,}", line.partition(start)[2])[0]
                found.append(re.sub(r"[\[\]]", "", words))  # what is in brackets may be left out
    return found


LINES = [pytest.param(line, id=f"{page.stem}: {line}") for page in PAGES for line in commands(page)]


@pytest.mark.parametrize("line", LINES)
def test_a_command_is_understood(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    name, *words = shlex.split(line)
    assert name in COMMANDS
    options = importlib.import_module(f"kinemind.cli.{name}").Options
    words = translated(name, words)
    if "…" not in words:
        parse(options, name, words)
        return
    # what is left out may be required: then its flags at least are there
    with pytest.raises(SystemExit):
        parse(options, name, [words[0], "--help"])
    helped = capsys.readouterr().out
    for word in words:
        if word.startswith("--"):
            assert re.search(rf"{re.escape(word)}\b", helped), word


def test_every_page_with_commands_is_read() -> None:
    assert {page.stem for page in PAGES if commands(page)} >= {"README", "cot", "evaluation", "policy"}


def anchors(page: Path) -> set[str]:
    """The names that headings of a page have in links, as GitHub makes them."""
    heads = re.findall(r"(?m)^#+ (.*)$", page.read_text())
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text())
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        place, _, anchor = target.partition("#")
        found = (page.parent / place).resolve() if place else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target
