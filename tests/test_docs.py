"""What the documents tell to type is understood by the command line, and what they link to exists."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from kinemind.cli.main import COMMANDS, parse
from kinemind.cli.morl_form import translated

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LAUNCHED = "-m kinemind.cli.main "
GUIDES = [
    *sorted((ROOT / "docs").glob("for-*.md")),
    *(ROOT / "docs" / f"{name}.md" for name in ("coming-from-morl", "papers-to-files", "studio")),
]
"""Pages that name commands and files in running text."""
MAP = ROOT / "docs" / "papers-to-files.md"
WITH_SUBCOMMANDS = ("data", "cot", "train", "eval", "bundle", "assets")


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
    flags_are_there(name, words, capsys)


def flags_are_there(name: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each flag of the words is in the help of the command, or of its subcommand."""
    options = importlib.import_module(f"kinemind.cli.{name}").Options
    with pytest.raises(SystemExit):
        parse(options, name, [*words[:1], "--help"] if name in WITH_SUBCOMMANDS else ["--help"])
    helped = capsys.readouterr().out
    for word in words:
        if word.startswith("--"):
            assert re.search(rf"{re.escape(word.partition('=')[0])}\b", helped), word


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


def in_text(page: Path) -> list[str]:
    """What stands between backquotes, outside of blocks."""
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text()).replace("\\|", "|")
    return re.findall(r"`([^`\n]+)`", text)


TOLD = [
    pytest.param(told.removeprefix("kinemind "), id=f"{page.stem}: {told}")
    for page in GUIDES
    for told in dict.fromkeys(in_text(page))
    if told.startswith("kinemind ")
]


@pytest.mark.parametrize("line", TOLD)
def test_a_command_in_running_text_is_there(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    name, *words = (word for word in shlex.split(line) if word != "…")
    assert name in COMMANDS
    flags_are_there(name, translated(name, words), capsys)


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_a_file_in_running_text_is_there(page: Path) -> None:
    inside = r"(src|tests|configs|examples|experiments|benchmarks|docs)/[\w./-]+"
    for name in in_text(page):
        if re.fullmatch(inside, name):
            assert (ROOT / name).exists(), name


def rows_of_the_map() -> list[list[str]]:
    """The cells of each row: part, files, test, command."""
    lines = [line for line in MAP.read_text().splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for row in rows if row[0] != "part"]


def test_every_part_of_the_papers_has_a_file_and_a_test_that_exist() -> None:
    rows = rows_of_the_map()
    assert len(rows) >= 60 and {len(row) for row in rows} == {4}
    for part, files, tests, _ in rows:
        named, tested = re.findall(r"`([^`]+)`", files), re.findall(r"`([^`]+)`", tests)
        assert named and tested, part
        for name in named:
            assert (ROOT / "src" / "kinemind" / name).exists() or (ROOT / name).exists(), (part, name)
        for name in tested:
            assert name.startswith("tests/") and "def test_" in (ROOT / name).read_text(), (part, name)


def test_every_reward_of_the_presets_is_on_the_map() -> None:
    from kinemind.rewards.mixing import PRESETS

    told = MAP.read_text()
    for name in {name for preset in PRESETS.values() for name in preset}:
        assert f"`rewards/{name}" in told, name


@pytest.mark.parametrize("name", ["road-inference", "road-training"])
def test_the_roads_lead_past_what_is_there(name: str) -> None:
    """The bold names in the boxes are modules or packages; the pictures have colours for dark pages too."""
    text = (ROOT / "docs" / "images" / f"{name}.svg").read_text()
    root = ElementTree.fromstring(text)
    of_svg = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{of_svg}title") and root.findtext(f"{of_svg}desc")
    assert "prefers-color-scheme: dark" in text and text.count("http") == 1
    names = [label.text or "" for label in root.iter(f"{of_svg}text") if label.get("class") == "name"]
    assert len(names) >= 8
    for place in (one for label in names for one in label.split(", ")):
        at = ROOT / "src" / "kinemind" / place.lower()
        assert at.is_dir() or at.with_suffix(".py").is_file(), place


@pytest.fixture(scope="module")
def api() -> str:
    return (ROOT / "docs" / "api.md").read_text()


def test_the_api_page_tells_what_the_server_has(api: str) -> None:
    pytest.importorskip("fastapi", reason="the studio needs pip install '.[studio]'")
    from kinemind.studio.app import create_app
    from kinemind.studio.faults import STATUS
    from kinemind.studio.requests import GenerateRequest
    from kinemind.studio.settings import Settings

    paths = {re.sub(r"\{[^}]*\}", "", path) for path in create_app(Settings()).openapi()["paths"]}
    for told in set(re.findall(r"`(?:GET|POST|DELETE)?`?,? ?`?(?:GET|POST|DELETE)? ?(/v1/\w+)", api)):
        assert any(path.rstrip("/").startswith(told) for path in paths), told
    for path in paths - {"/"}:
        assert path.rstrip("/").partition("//")[0] in api, path
    for code, status in STATUS.items():
        assert re.search(rf"(?m)^\|[^|]*\b{status}\b[^|]*\| `{code}` \|", api), code
    fields = {field.alias or name for name, field in GenerateRequest.model_fields.items()}
    table = api.partition("| field |")[2].partition("\n\n")[0]
    first_column = "".join(row.split("|")[1] for row in table.splitlines()[2:])
    assert set(re.findall(r"`(\w+)`", first_column)) == fields


def test_the_python_of_the_api_page_is_python(api: str) -> None:
    blocks = re.findall(r"(?ms)^```python\n(.*?)^```", api)
    assert len(blocks) == 2
    for block in blocks:
        ast.parse(block)


def test_the_studios_page_has_every_option() -> None:
    from kinemind.cli.studio import Options

    told = re.findall(r"`--([a-z-]+)`", (ROOT / "docs" / "studio.md").read_text())
    assert {name.replace("-", "_") for name in told} == set(Options.__dataclass_fields__)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("material") is None or importlib.util.find_spec("mkdocs") is None:
        pytest.skip("the site needs pip install '.[docs]': mkdocs-material is not there")
    place = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(place)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr[-3000:]
    return place


def test_the_site_is_built_without_a_warning_and_has_every_page(site: Path) -> None:
    for page in sorted((ROOT / "docs").glob("*.md")):
        assert (site / f"{page.stem}.html").is_file(), page.name
    assert "papers-to-files" in (site / "search" / "search_index.json").read_text()
    assert not list(site.rglob("*.py"))


def test_the_site_asks_no_other_host(site: Path) -> None:
    fetched = r'<(?:script|img|iframe|source)\b[^>]*\bsrc="([^"]+)"|<link\b[^>]*\bhref="([^"]+)"'
    for page in site.glob("*.html"):
        for src, href in re.findall(fetched, page.read_text()):
            assert not re.match(r"(?:https?:)?//", src or href), (page.name, src or href)
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", style.read_text()), style.name
