"""`--source`: a folder is taken without the network, an archive alone says what is still missing."""

import hashlib
from pathlib import Path

import pytest

from kinemind.assets import CATALOGUE
from kinemind.assets.asset import Asset, File, Unpack
from kinemind.assets.fetching import Fetched, fetch
from kinemind.assets.verifying import state_of, verify
from kinemind.errors import InputError
from tests.assets.loopback import Served, server
from tests.assets.test_fetching import QUICK, WORDS, sample, zipped

ARCHIVE = zipped({"top/marker": b"m", "top/data/x": WORDS})
SHA = hashlib.sha256(WORDS).hexdigest()
GONE = "http://127.0.0.1:9"


@pytest.fixture
def no_network(monkeypatch) -> list[str]:
    """The URLs that were asked for; each is refused at once."""
    asked: list[str] = []

    def refused(url: str, *_: object) -> None:
        asked.append(url)
        raise InputError(f"{url} cannot be fetched: no network")

    monkeypatch.setattr("kinemind.assets.fetching.download", refused)
    return asked


def asset() -> Asset:
    return sample(
        File((f"{GONE}/a.zip",), "data", unpack=Unpack("marker")),
        File((f"{GONE}/its_mean.npy",), "mean.npy", len(WORDS), SHA),
        File((f"{GONE}/its_std.npy",), "std.npy", len(WORDS), SHA),
    )


def take(tmp_path: Path, source: Path | str | None, which: Asset | None = None) -> Fetched:
    return fetch(
        which or asset(), tmp_path / "assets", None if source is None else str(source), patience=QUICK
    )


def downloads(tmp_path: Path, **files: bytes) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir(exist_ok=True)
    for name, body in files.items():
        (folder / name.replace("_npy", ".npy").replace("_zip", ".zip")).write_bytes(body)
    return folder


@pytest.mark.parametrize(
    "names", [("data_zip", "mean_npy", "std_npy"), ("a_zip", "its_mean_npy", "its_std_npy")]
)
def test_a_folder_with_all_files_needs_no_network(tmp_path: Path, no_network: list[str], names):
    folder = downloads(tmp_path, **dict(zip(names, (ARCHIVE, WORDS, WORDS), strict=True)))
    assert take(tmp_path, folder).fetched == ("data", "mean.npy", "std.npy")
    assert verify(asset(), tmp_path / "assets/sample").whole and no_network == []
    assert len(list(folder.iterdir())) == 3, "what the user downloaded stays"


def test_what_a_folder_lacks_is_said_and_the_rest_is_taken(tmp_path: Path, no_network: list[str]):
    folder = downloads(tmp_path, data_zip=ARCHIVE, std_npy=WORDS)
    with pytest.raises(InputError) as said:
        take(tmp_path, folder)
    assert f"lacks mean.npy: download {GONE}/its_mean.npy as mean.npy into it" in str(said.value)
    downloads(tmp_path, mean_npy=WORDS)
    done = take(tmp_path, folder)
    assert (done.fetched, done.there) == (("mean.npy",), ("data", "std.npy")) and no_network == []


def test_an_archive_alone_is_taken_and_says_what_is_missing_and_where_to_put_it(
    tmp_path: Path, no_network: list[str]
):
    place = tmp_path / "assets" / "sample"
    archive = downloads(tmp_path, data_zip=ARCHIVE) / "data.zip"
    with pytest.raises(InputError) as said:
        take(tmp_path, archive)
    words = str(said.value)
    assert f"lacks mean.npy and std.npy: download {GONE}/its_mean.npy to {place}/mean.npy" in words
    assert f"{GONE}/its_std.npy to {place}/std.npy" in words and "--source FOLDER" in words
    assert (place / "data/data/x").read_bytes() == WORDS and state_of(asset(), place) == "incomplete"
    assert no_network == [f"{GONE}/its_mean.npy"], "one refusal is enough"
    # the words are true: what they say makes it whole
    (place / "mean.npy").write_bytes(WORDS)
    (place / "std.npy").write_bytes(WORDS)
    assert verify(asset(), place).whole
    assert take(tmp_path, None).there == ("data", "mean.npy", "std.npy") and len(no_network) == 1


def test_what_was_put_there_by_hand_is_recorded_and_not_fetched(tmp_path: Path, no_network: list[str]):
    place = tmp_path / "assets" / "sample"
    which = sample(
        File((f"{GONE}/a.zip",), "data", unpack=Unpack("marker")), File((f"{GONE}/words",), "words.txt")
    )
    (place / "data").mkdir(parents=True)
    (place / "data/marker").write_bytes(b"m")
    (place / "words.txt").write_bytes(WORDS)
    assert not verify(which, place).checked
    done = take(tmp_path, None, which)
    assert done.there == done.recorded == ("data", "words.txt") and no_network == []
    assert verify(which, place).whole and verify(which, place).checked
    (place / "words.txt").write_bytes(b"other")
    assert verify(which, place).faults == ("words.txt is not as it was fetched",)


def test_an_empty_file_or_a_folder_without_its_marker_is_not_taken_for_the_asset(
    tmp_path: Path, no_network: list[str]
):
    place = tmp_path / "assets" / "sample"
    (place / "data").mkdir(parents=True)
    with pytest.raises(InputError, match="no network"):
        take(tmp_path, None)
    (place / "words.txt").write_bytes(b"")
    with pytest.raises(InputError, match="no network"):
        take(tmp_path, None, sample(File((f"{GONE}/words",), "words.txt")))
    assert no_network == [f"{GONE}/a.zip", f"{GONE}/words"]


@pytest.mark.parametrize("name", ["guo2022-kit", "guo2022-humanml3d"])
def test_the_way_by_hand_names_every_file_and_is_taken(tmp_path: Path, no_network: list[str], name: str):
    evaluator = CATALOGUE[name]
    small = [file for file in evaluator.files if not file.unpack]
    assert len(small) == 2 and all(file.urls[0] in evaluator.by_hand for file in small)
    assert (
        f"{evaluator.files[0].archive}" in evaluator.by_hand and "--source THAT/FOLDER" in evaluator.by_hand
    )
    marker = evaluator.files[0].unpack
    assert marker is not None
    archive = zipped({f"{evaluator.files[0].path}/{marker.marker}": b"m"})
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / evaluator.files[0].archive).write_bytes(archive)
    with pytest.raises(InputError) as said:
        take(tmp_path, folder, evaluator)
    assert all(file.urls[0] in str(said.value) for file in small) and no_network == []


def test_what_is_no_archive_is_called_so_by_its_own_name(tmp_path: Path, no_network: list[str]):
    other = tmp_path / "big.bin"
    other.write_bytes(b"x" * 3000)
    with pytest.raises(InputError, match=r"big\.bin is not a ZIP"):
        take(tmp_path, other)
    with pytest.raises(InputError, match=r"there is no file or folder .*none\.zip$"):
        take(tmp_path, tmp_path / "none.zip")
    with pytest.raises(InputError, match="is one file; roberta-large needs the folder"):
        take(tmp_path, other, CATALOGUE["roberta-large"])
    assert not (tmp_path / "assets").exists() and no_network == []


@pytest.mark.parametrize("source", ["ftp://x/y", "s3://x/y.zip"])
def test_only_http_and_https_are_fetched(tmp_path: Path, source: str):
    with pytest.raises(InputError, match=f"^{source}: only http and https addresses are fetched$"):
        take(tmp_path, source)
    assert not (tmp_path / "assets").exists()


@pytest.mark.parametrize("there_before", [False, True])
def test_a_failed_fetch_leaves_nothing_behind(tmp_path: Path, there_before: bool):
    folder = tmp_path / "new" / "assets"
    if there_before:
        folder.mkdir(parents=True)
    with server({"/a.zip": Served(b"<html>no", content_type="text/html")}) as base:
        which = sample(File((f"{base}/a.zip",), "data", unpack=Unpack("marker")))
        with pytest.raises(InputError, match="web page"):
            fetch(which, folder, patience=QUICK)
    with pytest.raises(InputError, match="nothing came"):
        fetch(which, folder, patience=QUICK)
    assert [path.name for path in tmp_path.rglob("*")] == (["new", "assets"] if there_before else [])


def test_a_fetch_that_worked_leaves_no_hold(tmp_path: Path, no_network: list[str]):
    take(tmp_path, downloads(tmp_path, data_zip=ARCHIVE, mean_npy=WORDS, std_npy=WORDS))
    assert sorted(p.name for p in (tmp_path / "assets").iterdir()) == ["sample", "sample.lock.json"]
