"""A hook of mkdocs: links to files of the checkout, which a site does not hold, become plain text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

OUTSIDE = re.compile(r"\[([^\]]*)\]\((\.\./[^)]+)\)")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """`[text](../configs/nano.yaml)` as its text; where the text is no path, with the path after it."""
    place = Path(page.file.src_uri).parent

    def plain(found: re.Match[str]) -> str:
        text, target = found[1], found[2].partition("#")[0]
        if place != Path() and not target.startswith("../../"):
            return found[0]
        name = target.removeprefix("../" * (len(place.parts) + 1))
        return text if name in text or name.rstrip("/") in text.rstrip("/`") else f"{text} (`{name}`)"

    return OUTSIDE.sub(plain, markdown)
