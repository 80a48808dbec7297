"""`kinemind bundle info`: what a bundle holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

import tyro


@dataclass(frozen=True)
class Options:
    """Versions, layout, parts, size and provenance of a bundle."""

    action: tyro.conf.Positional[Literal["info"]]
    bundle: tyro.conf.Positional[str] = "nano"
    """`nano`, or a bundle folder."""


def run(options: Options) -> None:
    from kinemind.bundle import Bundle

    bundle = Bundle.open(options.bundle)
    size = sum(p.stat().st_size for p in bundle.path.rglob("*") if p.is_file())
    summary = {"path": str(bundle.path), "bytes": size, "digest": bundle.digest, **bundle.manifest}
    print(json.dumps(summary, indent=2))
