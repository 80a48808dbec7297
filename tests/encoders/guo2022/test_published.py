"""Finding the published files, and the evaluator's own statistics."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from kinemind.encoders.guo2022 import open_guo2022
from kinemind.encoders.guo2022.published import (
    KIT,
    T2M,
    PublishedFiles,
    find_files,
    place_of,
    read_statistics,
)
from kinemind.encoders.guo2022.word_vectors import PUBLISHED as WORD_FILES
from kinemind.errors import InputError
from tests.encoders.guo2022.conftest import write_glove


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """The layout with an empty checkpoint: enough to be found."""
    for kind in ("t2m", "kit"):
        for file in ("text_mot_match/model/finest.tar", "Comp_v6_KLD005/meta/mean.npy"):
            path = tmp_path / "checkpoints" / kind / file
            path.parent.mkdir(parents=True)
            path.touch()
    write_glove(tmp_path / "glove")
    return tmp_path


@pytest.mark.parametrize("inner", ["", "checkpoints", "checkpoints/t2m"])
def test_every_folder_of_the_layout_will_do(empty, inner, monkeypatch):
    found = place_of(empty / inner, T2M)
    assert found.checkpoint == empty / "checkpoints/t2m/text_mot_match/model/finest.tar"
    assert found.statistics == empty / "checkpoints/t2m/Comp_v6_KLD005/meta"
    assert found.glove == empty / "glove"
    monkeypatch.chdir(empty / inner)
    assert place_of(Path(), T2M).glove.resolve() == empty / "glove"
    if inner != "checkpoints/t2m":
        assert place_of(empty / inner, KIT).checkpoint.parts[-4] == "kit"


def test_statistics_are_those_of_the_first_name(empty):
    meta = empty / "checkpoints/t2m/Comp_v6_KLD01/meta"
    meta.mkdir(parents=True)
    assert place_of(empty, T2M).statistics.parent.name == "Comp_v6_KLD005"
    (meta / "mean.npy").touch()
    assert place_of(empty, T2M).statistics == meta


def test_what_is_missing_is_named(empty, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with pytest.raises(InputError, match=r"no checkpoints/kit/text_mot_match/model/finest.tar"):
        place_of(elsewhere, KIT)
    shutil.move(empty / "glove", elsewhere / "words")
    with pytest.raises(InputError, match="no word vectors"):
        place_of(empty, T2M)
    assert place_of(empty, T2M, elsewhere / "words").glove == elsewhere / "words"
    (empty / "checkpoints/t2m/Comp_v6_KLD005/meta/mean.npy").unlink()
    with pytest.raises(InputError, match=r"lacks the evaluator's own statistics"):
        place_of(empty, T2M)
    with pytest.raises(InputError, match="unknown Guo-2022 evaluator 'babel'"):
        open_guo2022(empty, "babel")


def fetched(folder: Path, asset: str, *files: str) -> Path:
    """Empty files of an asset: enough to be found."""
    for file in files:
        path = folder / asset / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder / asset


def test_fetched_assets_are_found(tmp_path):
    finest = "text_mot_match/model/finest.tar"
    with pytest.raises(InputError, match=r"kinemind assets fetch guo2022-humanml3d guo2022-glove$"):
        find_files(tmp_path, T2M)
    t2m = fetched(tmp_path, "guo2022-humanml3d", f"t2m/{finest}", "mean.npy", "std.npy")
    with pytest.raises(InputError, match=r"kinemind assets fetch guo2022-glove$"):
        find_files(tmp_path, T2M)
    more = fetched(tmp_path, "glove-6b", "vectors/glove.6B.300d.txt")
    assert find_files(tmp_path, T2M) == PublishedFiles(t2m / "t2m" / finest, t2m, more / "vectors")
    words = fetched(tmp_path, "guo2022-glove", *WORD_FILES)
    assert find_files(tmp_path, T2M).glove == words
    with pytest.raises(InputError, match=r"guo2022-kit is not whole .*kinemind assets fetch guo2022-kit$"):
        find_files(tmp_path, KIT)
    kit = fetched(tmp_path, "guo2022-kit", f"kit/{finest}", "mean.npy", "std.npy")
    assert find_files(tmp_path, KIT) == PublishedFiles(kit / "kit" / finest, kit, words)


def test_a_folder_of_the_field_will_do_for_assets(empty):
    assert find_files(empty, T2M) == place_of(empty, T2M)
    shutil.rmtree(empty / "glove")
    with pytest.raises(InputError, match=r"no word vectors .* or kinemind assets fetch guo2022-glove$"):
        find_files(empty, T2M)
    # words fetched into the same folder serve too
    words = fetched(empty, "guo2022-glove", *WORD_FILES)
    assert find_files(empty, KIT).glove == words
    (empty / "checkpoints/kit/Comp_v6_KLD005/meta/mean.npy").unlink()
    with pytest.raises(InputError, match="kinemind assets fetch guo2022-kit gets them"):
        find_files(empty, KIT)


@pytest.mark.parametrize(
    ("mean", "std", "message"),
    [
        (np.zeros(251), np.ones(251), r"mean.npy has the shape \(251,\), .* 263 numbers"),
        (np.zeros(263), np.ones(262), r"std.npy has the shape \(262,\)"),
        (np.zeros(263), np.zeros(263), "deviation must be positive"),
        (np.full(263, np.nan), np.ones(263), "finite"),
        (np.zeros(263, int), np.ones(263), "mean.npy does not hold real numbers"),
        (np.array([None] * 263), np.ones(263), "mean.npy is no readable array"),
    ],
)
def test_unfit_statistics_are_refused(tmp_path, mean, std, message):
    np.save(tmp_path / "mean.npy", mean, allow_pickle=True)
    np.save(tmp_path / "std.npy", std)
    with pytest.raises(InputError, match=message):
        read_statistics(tmp_path, 263)


def test_half_the_statistics_are_refused(tmp_path):
    np.save(tmp_path / "mean.npy", np.zeros(263))
    with pytest.raises(InputError, match=r"there is no .*std.npy"):
        read_statistics(tmp_path, 263)
