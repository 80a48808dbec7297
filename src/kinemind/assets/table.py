"""The catalogue as a Markdown table, for docs/assets.md: `kinemind assets list --markdown`."""

from __future__ import annotations

from collections.abc import Iterable

from kinemind.assets.asset import Asset
from kinemind.assets.catalogue import CATALOGUE


def size_in_words(asset: Asset) -> str:
    """Size to fetch: exact where the bytes are known, about where only that is, else "not known"."""
    if asset.size is None:
        return f"about {asset.about}" if asset.about else "not known"
    value, unit = float(asset.size), "bytes"
    for larger in ("kB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.3g} {unit}"


def markdown_table(assets: Iterable[Asset] = tuple(CATALOGUE.values())) -> str:
    rows = ["| name | used by | source | licence | size | checksum | how |", "|---|---|---|---|---|---|---|"]
    for a in assets:
        checksum = a.checksum if a.files else "-"
        rows.append(
            f"| `{a.name}` | {a.use} | <{a.source}> | {a.licence} "
            f"| {size_in_words(a)} | {checksum} | {a.how} |"
        )
    return "\n".join(rows) + "\n"


def by_hand_ways(assets: Iterable[Asset] = tuple(CATALOGUE.values())) -> str:
    """One line an asset: how to get it without `fetch`; FOLDER is the assets folder."""
    return "\n".join(f"- **{asset.name}**: {asset.by_hand}." for asset in assets) + "\n"
