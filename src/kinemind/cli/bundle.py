"""`kinemind bundle info|pack`: what a bundle holds; a new one out of the parts of another and of runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import tyro

from kinemind.errors import InputError


@dataclass(frozen=True)
class Info:
    """Versions, layout, parts and their digests, size and provenance of a bundle; whether it is whole."""

    bundle: tyro.conf.Positional[str] = "nano"
    """`nano`, or a bundle folder."""


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A new bundle: the parts of another one, some of them replaced."""

    output: Annotated[Path, tyro.conf.arg(aliases=["-o"])]
    """Folder of the new bundle; an older bundle there is replaced."""
    source: Annotated[str, tyro.conf.arg(name="from")]
    """`nano`, or a bundle folder: where all that is not replaced comes from."""
    tokenizer: str = ""
    """Run folder of a motion tokenizer, or a bundle."""
    policy: str = ""
    """A bundle, or a run that ended with one; its dialect and prompt style come along."""
    reward: str = ""
    """Run folder of `kinemind train encoders`, or an encoder's folder."""
    metric: str = ""
    """Run folder of `kinemind train encoders`, or an encoder's folder."""
    name: str = ""
    """Name of the bundle; by default that of its folder."""
    version: str = ""
    """Version of the weights, as the manifest states it."""
    half: bool = False
    """Write the weights of a new tokenizer or encoder in 16 bits."""


@dataclass(frozen=True)
class Options:
    """What a bundle holds, and packing one."""

    command: tyro.conf.OmitSubcommandPrefixes[
        Annotated[Info, tyro.conf.subcommand("info")] | Annotated[Pack, tyro.conf.subcommand("pack")]
    ]


def run(options: Options) -> None:
    command = options.command
    if isinstance(command, Info):
        _info(command)
    else:
        _pack(command)


def _info(command: Info) -> None:
    from kinemind.bundle import PARTS, Bundle

    bundle = Bundle.open(command.bundle)
    summary = {"path": str(bundle.path), "bytes": _bytes(bundle.path), "digest": bundle.digest}
    folders = [one.parent for one in sorted(bundle.path.glob("encoders/*/config.json"))]
    held = [*PARTS, *(one.relative_to(bundle.path).as_posix() for one in folders)]
    digests = {part: bundle.part_digest(part) for part in dict.fromkeys([*bundle.stated_digests, *held])}
    encoders = [_encoder(one) for one in folders]
    shown = {**summary, **bundle.manifest, "digests": digests, "encoders": encoders}
    print(json.dumps(shown, indent=2))


def _encoder(folder: Path) -> dict[str, Any]:
    """What an encoder is, from its config alone: its weights stay closed."""
    try:
        saved = json.loads((folder / "config.json").read_text())
        towers = saved["contrastive"]
        name = f"{towers['motion']} and {towers['text']}"
        found = {"role": saved["role"], "name": name, "dimension": towers["dimension"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{folder / 'config.json'} does not describe an encoder") from None
    return {**found, "bytes": _bytes(folder)}


def _bytes(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def _pack(command: Pack) -> None:
    from kinemind.bundle import Bundle
    from kinemind.bundle_packing import Replacements, pack

    parts = Replacements(command.tokenizer, command.policy, command.reward, command.metric)
    source = Bundle.open(command.source)
    print(pack(command.output, source, parts, name=command.name, version=command.version, half=command.half))
