"""The `kinemind` command: parses the words, calls one thin module a command, turns errors into exit codes."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

from kinemind.cli.morl_form import translated
from kinemind.errors import InputError

COMMANDS: dict[str, str] = {
    "generate": "a motion from a sentence",
    "caption": "a sentence from a motion file",
    "convert": "a motion file into another format",
    "render": "a motion file into a video or picture",
    "describe": "the kinematic facts of a motion file",
    "data": "import a corpus, or its statistics",
    "cot": "chains of thought for a corpus, or statistics of a file of them",
    "train": "train the tokenizer, the encoders or the policy (sft, rlvr), or all in a row",
    "eval": "figures by named protocols: t2m, m2t, tokenizer, prompts, plans",
    "bundle": "what a bundle holds, and packing one",
    "studio": "the page and the HTTP API behind it",
    "mcp": "generate, caption and convert as tools for language models (MCP)",
    "assets": "outside files that a command can use: list, fetch, verify",
}

_USAGE = "usage: kinemind COMMAND …   (kinemind COMMAND --help for its options)\n\n" + "\n".join(
    f"  {name:<10} {text}" for name, text in COMMANDS.items()
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 done, 2 bad usage or input (one sentence), 1 a fault of ours."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help"):
        print(_USAGE)
        sys.exit(0 if words else 2)
    if words[0] == "--version":
        from kinemind import __version__

        print(f"kinemind {__version__}")
        sys.exit(0)
    if words[0] not in COMMANDS:
        _refuse(f"there is no command {words[0]!r}; commands: {', '.join(COMMANDS)}")
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    try:
        module = importlib.import_module(f"kinemind.cli.{words[0]}")
        options = parse(module.Options, words[0], translated(words[0], words[1:]))
        module.run(options)
    except InputError as error:
        _refuse(str(error))
    except KeyboardInterrupt:
        print("kinemind: stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


_FRAME = re.compile("[\u2500-\u257f]+")
_TITLES = ("Parsing error", "Required options", "Unrecognized options", "Invalid choice")


def parse(options: Any, command: str, words: Sequence[str]) -> Any:
    """The words as the command's options; wrong ones end with a sentence and exit code 2."""
    import tyro

    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            return _parsed(tyro, options, command, words)
    except SystemExit as stop:
        if not stop.code:
            raise
    lines = [" ".join(_FRAME.sub(" ", line).split()) for line in said.getvalue().splitlines()]
    lines = [line for line in lines if line and line not in _TITLES]
    until = next((i for i, line in enumerate(lines) if line.startswith(("For full", "Perhaps"))), len(lines))
    reason = " ".join(lines[:until]) or "the options cannot be read"
    raise InputError(f"{reason.rstrip('.')}; see kinemind {command} --help")


def _parsed(tyro: Any, options: Any, command: str, words: Sequence[str]) -> Any:
    return tyro.cli(
        options, prog=f"kinemind {command}", args=list(words), config=(tyro.conf.OmitArgPrefixes,)
    )


def _refuse(sentence: str) -> None:
    print(f"kinemind: {' '.join(sentence.split())}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
