"""`kinemind assets`: outside files that a command can use, fetched and checked."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import tyro

from kinemind.errors import InputError
from kinemind.progress import progress


@dataclass(frozen=True)
class List:
    """What there is: use, size, licence, and whether it is here."""

    folder: Path | None = None
    """The assets folder; by default $KINEMIND_ASSETS, or kinemind/assets in the cache folder."""
    json: bool = False
    """One JSON object on stdout."""
    markdown: bool = False
    """The tables of docs/assets.md on stdout."""


@dataclass(frozen=True)
class Fetch:
    """Fetch assets; run it again to continue one that was broken off."""

    names: tyro.conf.Positional[tuple[str, ...]]
    """Names out of `kinemind assets list`."""
    folder: Path | None = None
    """The assets folder; by default $KINEMIND_ASSETS, or kinemind/assets in the cache folder."""
    source: str | None = None
    """URL, file or folder to take it from in place of its own address: a mirror, or what a browser gave."""
    json: bool = False
    """One JSON object on stdout."""


@dataclass(frozen=True)
class Verify:
    """Check the assets that are here; exit code 0 only if all of them are whole."""

    names: tyro.conf.Positional[tuple[str, ...]] = ()
    """Names out of `kinemind assets list`; by default all that are here."""
    folder: Path | None = None
    """The assets folder; by default $KINEMIND_ASSETS, or kinemind/assets in the cache folder."""
    json: bool = False
    """One JSON object on stdout."""


@dataclass(frozen=True)
class Options:
    """List, fetch and check outside files: evaluator checkpoints, word vectors, data sets, models."""

    command: tyro.conf.OmitSubcommandPrefixes[
        Annotated[List, tyro.conf.subcommand("list")]
        | Annotated[Fetch, tyro.conf.subcommand("fetch")]
        | Annotated[Verify, tyro.conf.subcommand("verify")]
    ]


def run(options: Options) -> None:
    if isinstance(options.command, List):
        _list(options.command)
    elif isinstance(options.command, Fetch):
        _fetch(options.command)
    else:
        _verify(options.command)


def _print_json(content: dict[str, Any]) -> None:
    print(json.dumps(content, indent=2))


def _list(command: List) -> None:
    from kinemind.assets import CATALOGUE, assets_folder
    from kinemind.assets.fetching import how_by_hand
    from kinemind.assets.table import by_hand_ways, markdown_table, size_in_words
    from kinemind.assets.verifying import state_of

    if command.json and command.markdown:
        raise InputError("--json and --markdown do not go together; give one of them")
    folder = assets_folder(command.folder)
    states = {name: state_of(asset, folder / name) for name, asset in CATALOGUE.items()}
    if command.json:
        rows = [
            {
                **asdict(asset),
                "size": asset.size,
                "checksum": asset.checksum,
                "state": states[name],
                "by_hand": how_by_hand(asset, folder),
            }
            for name, asset in CATALOGUE.items()
        ]
        _print_json({"folder": str(folder), "assets": rows})
        return
    if command.markdown:
        print(markdown_table())
        print(by_hand_ways(), end="")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"assets ({folder})")
    for column in ("name", "used by", "size", "checksum", "licence", "state"):
        table.add_column(column, overflow="fold", no_wrap=column == "name")
    for name, asset in CATALOGUE.items():
        checksum = asset.checksum if asset.files else "-"
        table.add_row(name, asset.use, size_in_words(asset), checksum, asset.licence, states[name])
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def _fetch(command: Fetch) -> None:
    from kinemind.assets import assets_folder
    from kinemind.assets.fetching import fetch
    from kinemind.assets.folder import asset_named

    if not command.names:
        raise InputError("name the assets to fetch; kinemind assets list shows them")
    assets = [asset_named(name) for name in dict.fromkeys(command.names)]
    if command.source is not None and len(assets) > 1:
        raise InputError("--source goes with one asset")
    folder = assets_folder(command.folder)
    rows: list[dict[str, Any]] = []
    failures: list[str] = []
    for asset in assets:
        try:
            with progress(f"{asset.name} (MiB)") as report:
                done = fetch(asset, folder, command.source, _in_mebibytes(report))
        except InputError as error:
            failures.append(str(error))
            rows.append({"name": asset.name, "error": str(error)})
            continue
        rows.append({"name": asset.name, **asdict(done), "place": str(done.place)})
        if not command.json:
            print(
                f"{asset.name}: {len(done.fetched)} fetched, {len(done.there)} already there, in {done.place}"
            )
            for path in done.recorded:
                print(f"{asset.name}: {path}: checksum not known in advance; recorded")
    if command.json:
        _print_json({"folder": str(folder), "assets": rows})
    if failures:
        raise InputError("; ".join(failures))


def _in_mebibytes(report: Any) -> Any:
    shown = -1

    def tell(done: int, total: int | None) -> None:
        nonlocal shown
        if done >> 20 != shown or done == total:
            shown = done >> 20
            whole = -(-total >> 20) if total is not None else shown + 1
            report(whole if done == total else shown, whole)

    return tell


def _verify(command: Verify) -> None:
    from kinemind.assets import CATALOGUE, assets_folder
    from kinemind.assets.folder import asset_named
    from kinemind.assets.verifying import verify

    folder = assets_folder(command.folder)
    assets = [asset_named(name) for name in dict.fromkeys(command.names)] or list(CATALOGUE.values())
    verdicts = {asset.name: verify(asset, folder / asset.name) for asset in assets}
    if not command.names:
        verdicts = {name: v for name, v in verdicts.items() if v.state in ("here", "incomplete")}
    broken = [name for name, verdict in verdicts.items() if not verdict.whole]
    if command.json:
        rows = [{"name": name, **asdict(v), "whole": v.whole} for name, v in verdicts.items()]
        _print_json({"folder": str(folder), "whole": not broken, "assets": rows})
    else:
        for name, verdict in verdicts.items():
            words = "whole" if verdict.whole else "; ".join(verdict.faults) or verdict.state
            held = (
                ""
                if verdict.checked or not verdict.whole
                else " (its paths are there; no checksum to hold them against)"
            )
            print(f"{name}: {words}{held}")
        if not verdicts:
            print(f"no asset is in {folder}")
    if broken:
        raise InputError(
            f"not whole: {', '.join(broken)}; kinemind assets fetch NAME gets what is missing or broken"
        )
