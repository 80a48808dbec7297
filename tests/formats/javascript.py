"""The readers in tests/formats/node: the Khronos validator and three.js, installed once into a cache."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parent / "node"
CACHE = Path.home() / ".cache" / "kinemind-tests"


def run(script: str, *arguments: str | Path) -> Any:
    """What a script of tests/formats/node prints, as JSON; skips the test where Node or npm cannot be had."""
    command = ["node", str(_installed() / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def _installed() -> Path:
    folder, reason = _install()
    if folder is None:
        pytest.skip(reason)
    return folder


@lru_cache(maxsize=1)
def _install() -> tuple[Path | None, str]:
    if not shutil.which("node") or not shutil.which("npm"):
        return None, "node and npm are not installed"
    digest = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(SCRIPTS.iterdir()) if p.is_file()))
    folder = CACHE / f"node-{digest.hexdigest()[:12]}"
    if folder.is_dir():
        return folder, ""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as aside:
        target = Path(aside) / "readers"
        shutil.copytree(SCRIPTS, target, ignore=shutil.ignore_patterns("node_modules"))
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(command, cwd=target, capture_output=True, text=True, timeout=180)
        except subprocess.TimeoutExpired:
            return None, "npm ci did not end within three minutes"
        if done.returncode:
            return None, f"npm ci failed: {(done.stderr.strip().splitlines() or ['?'])[-1][:200]}"
        try:
            target.rename(folder)
        except OSError:  # another test process was quicker
            assert folder.is_dir()
    return folder, ""
