"""Where the assets lie, and looking one up."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kinemind.assets.asset import Asset
from kinemind.assets.catalogue import CATALOGUE
from kinemind.errors import InputError

VARIABLE = "KINEMIND_ASSETS"


def assets_folder(folder: str | Path | None = None) -> Path:
    """The folder asked for, or $KINEMIND_ASSETS, or kinemind/assets in the user's cache folder."""
    if folder or (folder := os.environ.get(VARIABLE)):
        return Path(folder).expanduser()
    if sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    elif sys.platform == "win32":
        cache = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "kinemind" / "assets"


def asset_named(name: str) -> Asset:
    """The asset of that name.  Raises InputError with the names there are."""
    if name not in CATALOGUE:
        raise InputError(f"there is no asset {name!r}; assets: {', '.join(CATALOGUE)}")
    return CATALOGUE[name]


def find(name: str, folder: str | Path | None = None) -> Path | None:
    """The folder of an asset when all that it gives is there, else None.  InputError for a wrong name."""
    asset = asset_named(name)
    place = assets_folder(folder) / name
    return place if all((place / path).exists() for path in asset.gives) else None


def require(name: str, folder: str | Path | None = None) -> Path:
    """The folder of an asset.  Raises InputError that says how to get it where it is not there."""
    place = find(name, folder)
    if place is None:
        raise InputError(
            f"{name} is not there ({assets_folder(folder) / name}): kinemind assets fetch {name}"
        )
    return place
