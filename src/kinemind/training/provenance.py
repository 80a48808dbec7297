"""What it takes to repeat a run: command line, versions, commit, machine, digests of what it starts from."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

import torch
from pydantic import BaseModel

from kinemind.bundle import PARTS, Bundle, folder_digest
from kinemind.errors import InputError
from kinemind.formats.files import written_aside

FILE = "provenance.json"


def write_provenance(folder: Path, config: BaseModel, data_hash: str) -> None:
    """Write FOLDER/provenance.json: `sessions` has one object for the start and one for every continuation.

    The resolved configuration with all defaults is FOLDER/config.yaml.
    """
    path = folder / FILE
    now = session(config, data_hash)
    kept = [one for one in _sessions(path) if not _same_process(one, now)]
    with written_aside(path) as aside:
        aside.write_text(json.dumps({"sessions": [*kept, now]}, indent=2) + "\n")


def session(config: BaseModel, data_hash: str) -> dict[str, Any]:
    """What is known of this process and of what the run starts from."""
    return {
        "begun": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": sys.argv,
        "folder": str(Path.cwd()),
        "process": os.getpid(),
        "git": commit(),
        "data_hash": data_hash,
        "starts": starts(config),
        "packages": packages(),
        "environment": environment(),
    }


def packages() -> dict[str, str]:
    """The versions of Kinemind and of every package it asks for that is installed here."""
    names = {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower() for line in requires("kinemind") or []}
    found = {}
    for name in sorted(names | {"kinemind"}):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def environment() -> dict[str, Any]:
    """Python, machine, devices, threads and processes."""
    cuda = torch.cuda.is_available()
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cpus": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS"),
        "processes": int(os.environ.get("WORLD_SIZE", "1")),
        "devices": [torch.cuda.get_device_name(k) for k in range(torch.cuda.device_count())] if cuda else [],
        "cuda": torch.version.cuda if cuda else None,
    }


@lru_cache(maxsize=1)
def commit() -> dict[str, Any] | None:
    """The commit of the checkout that the package runs from, and whether it was changed; None outside one."""
    place = Path(__file__).parent
    if not any((above / ".git").exists() for above in place.parents):
        return None
    try:
        said = [
            subprocess.run(
                ["git", "-C", str(place), *words], capture_output=True, text=True, timeout=20, check=True
            ).stdout
            for words in (["rev-parse", "HEAD"], ["status", "--porcelain"])
        ]
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": said[0].strip(), "changed": bool(said[1].strip())}


def starts(config: BaseModel) -> dict[str, Any]:
    """Digests of every model folder that the configuration names, by the name of its field.

    Of a bundle its manifest, tokenizer and policy; what only evaluation reads of it is not opened.
    """
    found: dict[str, Any] = {}
    for name, value in config:
        if isinstance(value, str) and value and (digests := _digests(value)):
            found[name] = digests
    return found


@lru_cache(maxsize=16)
def _digests(place: str) -> dict[str, str]:
    try:
        bundle = Bundle.open(place)
    except InputError:
        folder = Path(place)
        part = folder / "tokenizer" if (folder / "tokenizer").is_dir() else folder
        return {str(part): folder_digest(part)} if (part / "config.json").is_file() else {}
    manifest = sha256((bundle.path / "bundle.json").read_bytes()).hexdigest()
    return {"bundle.json": manifest, **{part: folder_digest(bundle.path / part) for part in PARTS}}


def _sessions(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_text())["sessions"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return found if isinstance(found, list) else []


def _same_process(one: Any, now: dict[str, Any]) -> bool:
    """A stage may open its folder more than once."""
    return isinstance(one, dict) and all(one.get(key) == now[key] for key in ("process", "command", "starts"))
