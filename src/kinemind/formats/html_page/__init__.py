"""A page (.html) that plays the motion with its plan, in one file and without a network; write only.

The player, its style and the page around them are built from `web/` (`make web`).
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path

from kinemind.formats.files import written_aside
from kinemind.formats.html_page.view import view_of
from kinemind.motion import Motion

__all__ = ["view_of", "write_html"]

_BUILT = Path(__file__).parent


def write_html(motion: Motion, path: str | Path, reasoning: str = "", seed: int | None = None) -> Path:
    """One self-contained page; `reasoning` is the plan of a take, shown beside its steps.

    The page's policy lets only its own script and style run, and nothing be fetched.  Raises InputError for
    an unwritable place.
    """
    page = html_page(motion, reasoning, seed)
    with written_aside(path) as aside:
        aside.write_text(page, encoding="utf-8", newline="\n")
    return Path(path)


def html_page(motion: Motion, reasoning: str = "", seed: int | None = None) -> str:
    """The text of the page that `write_html` writes."""
    script, style = _built("player.js"), _built("player.css")
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    fields = {
        "policy": policy,
        "title": html.escape(motion.text or "A motion"),
        "style": style,
        "script": script,
        "take": _embedded(view_of(motion, reasoning, seed)),
    }
    # in one pass: a prompt that looks like a field stays a prompt
    return re.sub(r"\{\{(\w+)\}\}", lambda field: fields[field[1]], _built("page.html"))


def _built(name: str) -> str:
    return (_BUILT / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _embedded(value: object) -> str:
    """JSON in which nothing can end the element around it, nor open a comment."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
