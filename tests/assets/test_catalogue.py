"""The catalogue: complete, plausible, and the same as the documented one."""

import re
from pathlib import Path

import pytest

from kinemind.assets import CATALOGUE
from kinemind.assets.asset import Asset, File
from kinemind.assets.table import by_hand_ways, markdown_table

DOCS = Path(__file__).parents[2] / "docs" / "assets.md"
FILES = [(asset.name, file) for asset in CATALOGUE.values() for file in asset.files]


@pytest.mark.parametrize("asset", CATALOGUE.values(), ids=CATALOGUE)
def test_every_asset_says_what_a_user_must_know(asset: Asset):
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*", asset.name)
    assert asset.licence and asset.use and asset.by_hand and asset.gives
    assert re.match(r"https?://", asset.source)
    assert (asset.how == "fetch") == bool(asset.files)
    for path in asset.gives:
        if asset.files:
            assert any(path == f.path or path.startswith(f"{f.path}/") for f in asset.files), path


@pytest.mark.parametrize("name, file", FILES)
def test_every_file_has_a_source_and_checksums_of_the_right_form(name: str, file: File):
    assert file.urls
    assert file.sha256 is None or re.fullmatch("[0-9a-f]{64}", file.sha256)
    assert file.git_blob is None or re.fullmatch("[0-9a-f]{40}", file.git_blob)
    assert file.size is None or file.size > 0
    assert not Path(file.path).is_absolute() and ".." not in Path(file.path).parts
    for url in file.urls:
        # over plain http only what a checksum vouches for
        assert url.startswith("https://") or (url.startswith("http://") and file.sha256)
        if "huggingface.co" in url or "githubusercontent" in url or "codeload" in url:
            assert re.search(r"/[0-9a-f]{40}(/|$)", url), f"{url} names no revision"


def test_no_two_files_share_a_path():
    paths = [f"{name}/{path}" for name, file in FILES for path in {file.path, file.archive}]
    assert len(set(paths)) == len(paths)


def test_no_model_is_a_pickle():
    for asset in CATALOGUE.values():
        if asset.kind == "model":
            assert any(f.path.endswith(".safetensors") for f in asset.files)
            assert not any(f.path.endswith((".bin", ".pt", ".pth", ".ckpt")) for f in asset.files)


def test_the_documented_catalogue_is_this_one():
    text = DOCS.read_text()
    assert markdown_table() in text, "docs/assets.md is old: kinemind assets list --markdown"
    assert by_hand_ways() in text, "docs/assets.md is old: kinemind assets list --markdown"
