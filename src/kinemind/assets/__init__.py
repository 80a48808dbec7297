"""Outside files that a command can use: which there are, how they are fetched, and whether they are whole."""

from kinemind.assets.asset import Asset, File, Unpack
from kinemind.assets.catalogue import CATALOGUE
from kinemind.assets.folder import assets_folder, find, require

__all__ = ["CATALOGUE", "Asset", "File", "Unpack", "assets_folder", "find", "require"]
