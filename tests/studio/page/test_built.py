"""The built page and player belong to the sources in web/."""

import hashlib
from pathlib import Path

import pytest

import kinemind.studio
from kinemind.formats import html_page

WEB = Path(__file__).resolve().parents[3] / "web"
STATIC = Path(kinemind.studio.__file__).parent / "static"
PLAYER = Path(html_page.__file__).parent


def test_the_build_is_of_these_sources():
    if not WEB.is_dir():
        pytest.skip("the sources in web/ are absent")
    names = ["build.mjs", "package-lock.json"]
    names += [path.relative_to(WEB).as_posix() for path in (WEB / "src").rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(f"{name}\n".encode() + (WEB / name).read_bytes())
    built = (STATIC / "sources.sha256").read_text().strip()
    assert built == digest.hexdigest(), "web/ has changed since the last build: run `make web`"


def test_nothing_is_asked_of_the_outside():
    page = (STATIC / "index.html").read_text()
    assert "<style" not in page and " style=" not in page and "onclick" not in page
    for file in (STATIC / "studio.css", PLAYER / "player.css"):
        assert "http" not in file.read_text() and "@import" not in file.read_text(), file
    for file in (STATIC / "studio.js", PLAYER / "player.js"):
        text = file.read_text()
        assert "eval(" not in text and "new Function" not in text and "</script" not in text, file
        assert "Permission is hereby granted" in text, file


def test_the_licence_of_three_goes_with_it():
    for folder in (STATIC, PLAYER):
        assert "MIT" in (folder / "THREE-LICENSE.txt").read_text()
