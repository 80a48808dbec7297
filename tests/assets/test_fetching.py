"""Whole assets: fetched, recorded, verified, continued after kill -9."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from kinemind.assets import CATALOGUE, find, require
from kinemind.assets.asset import Asset, File, Unpack
from kinemind.assets.download import Patience
from kinemind.assets.fetching import fetch
from kinemind.assets.folder import assets_folder
from kinemind.assets.verifying import state_of, verify
from kinemind.errors import InputError
from tests.assets.loopback import Served, server

QUICK = Patience(attempts=2, pause=0.0, timeout=5.0)
WORDS = b"some words\n" * 1000


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return stream.getvalue()


def sample(*files: File, name: str = "sample") -> Asset:
    return Asset(
        name=name,
        use="tests",
        kind="data set",
        source="http://localhost/",
        licence="none",
        how="fetch",
        by_hand="put it into FOLDER/sample",
        gives=tuple(file.path for file in files),
        files=files,
    )


def archive_asset(base: str = "") -> tuple[Asset, dict[str, Served]]:
    body = zipped({"top/marker": b"m", "top/data/x": WORDS})
    asset = sample(
        File((f"{base}/a.zip",), "data", unpack=Unpack("marker")),
        File((f"{base}/words",), "words.txt", len(WORDS), hashlib.sha256(WORDS).hexdigest()),
    )
    return asset, {"/a.zip": Served(body), "/words": Served(WORDS)}


def fetched(tmp_path: Path) -> tuple[Asset, dict[str, Served]]:
    files: dict[str, Served] = {}
    with server(files) as base:
        asset, served = archive_asset(base)
        files.update(served)
        done = fetch(asset, tmp_path, patience=QUICK)
        assert done.fetched == ("data", "words.txt") and done.recorded == ("data",)
    return asset, files


def test_an_asset_is_fetched_unpacked_and_recorded(tmp_path: Path):
    asset, _ = fetched(tmp_path)
    place = tmp_path / "sample"
    assert (place / "data/data/x").read_bytes() == WORDS == (place / "words.txt").read_bytes()
    assert sorted(p.name for p in place.iterdir()) == ["data", "words.txt"]
    assert verify(asset, place) == verify(asset, place)
    assert verify(asset, place).whole and verify(asset, place).checked


def test_what_is_there_whole_is_not_fetched_again(tmp_path: Path):
    asset, _ = fetched(tmp_path)
    # the server is gone: nothing may be asked for
    assert fetch(asset, tmp_path, patience=QUICK).there == ("data", "words.txt")


@pytest.mark.parametrize(
    "path, body", [("data/data/x", b"other"), ("words.txt", b"other"), ("data/marker", b"")]
)
def test_a_changed_file_is_caught_and_only_it_is_fetched_again(tmp_path: Path, path: str, body: bytes):
    asset, files = fetched(tmp_path)
    place = tmp_path / "sample"
    before = (place / path).read_bytes()
    (place / path).write_bytes(body.ljust(len(before), b"?"))
    verdict = verify(asset, place)
    assert not verdict.whole and path in verdict.faults[0]
    with server(files) as base:
        source = "a.zip" if path.startswith("data") else "words"
        asset, _ = archive_asset(base)
        assert fetch(asset, tmp_path, patience=QUICK).fetched == (path.split("/")[0],), source
    assert (place / path).read_bytes() == before and verify(asset, place).whole


def test_a_lost_file_is_caught(tmp_path: Path):
    asset, _ = fetched(tmp_path)
    (tmp_path / "sample/data/data/x").unlink()
    assert verify(asset, tmp_path / "sample").faults == ("data/data/x is missing",)
    (tmp_path / "sample/words.txt").unlink()
    assert state_of(asset, tmp_path / "sample") == "incomplete"


def test_the_second_source_is_tried_when_the_first_gives_another_file(tmp_path: Path):
    files = {"/bad": Served(b"?" * len(WORDS)), "/good": Served(WORDS)}
    with server(files) as base:
        urls = (f"{base}/none", f"{base}/bad", f"{base}/good")
        asset = sample(File(urls, "words.txt", sha256=hashlib.sha256(WORDS).hexdigest()))
        assert fetch(asset, tmp_path, patience=QUICK).fetched == ("words.txt",)
    assert (tmp_path / "sample/words.txt").read_bytes() == WORDS


def test_a_source_takes_the_place_of_the_catalogues(tmp_path: Path):
    asset, served = archive_asset("http://127.0.0.1:9")
    mirror = {"/m/data.zip": served["/a.zip"], "/m/words.txt": served["/words"]}
    with server(mirror) as base:
        assert fetch(asset, tmp_path / "url", f"{base}/m/", patience=QUICK).fetched
    here = tmp_path / "here"
    here.mkdir()
    (here / "data.zip").write_bytes(served["/a.zip"].body)
    (here / "words.txt").write_bytes(WORDS)
    assert fetch(asset, tmp_path / "path", str(here), patience=QUICK).fetched
    assert verify(asset, tmp_path / "url/sample").whole and verify(asset, tmp_path / "path/sample").whole
    with pytest.raises(InputError, match="SHA-256"):
        only = sample(File(("http://127.0.0.1:9/",), "words.txt", sha256="0" * 64))
        fetch(only, tmp_path / "wrong", (here / "words.txt").as_uri(), patience=QUICK)
    assert not (tmp_path / "wrong/sample/words.txt").exists()


def test_what_a_browser_downloaded_may_be_given_for_the_one_archive(tmp_path: Path):
    downloaded = tmp_path / "t2m (1).zip"
    with server({}) as _:
        files: dict[str, Served] = {}
        with server(files) as base:
            asset, served = archive_asset(base)
            files.update(served)
            files.pop("/a.zip")
            downloaded.write_bytes(served["/a.zip"].body)
            assert fetch(asset, tmp_path, str(downloaded), patience=QUICK).fetched == ("data", "words.txt")


def test_a_failure_names_the_address_and_the_way_by_hand(tmp_path: Path):
    files = {"/words": Served(b"<html>quota</html>", content_type="text/html")}
    with server(files) as base:
        asset = sample(File((f"{base}/words",), "words.txt"))
        with pytest.raises(InputError, match=rf"{base}/words .*by hand: put it into {tmp_path}/sample"):
            fetch(asset, tmp_path, patience=QUICK)
    assert not verify(asset, tmp_path / "sample").whole


def test_a_hostile_archive_leaves_nothing(tmp_path: Path):
    with server({"/a.zip": Served(zipped({"marker": b"", "../../evil": b"evil"}))}) as base:
        asset = sample(File((f"{base}/a.zip",), "data", unpack=Unpack("marker")))
        with pytest.raises(InputError, match="leads out"):
            fetch(asset, tmp_path, patience=QUICK)
    assert [p for p in tmp_path.rglob("*") if p.is_file() and p.suffix != ".busy"] == []


KILLED = """
import sys
from pathlib import Path
from tests.assets.test_fetching import File, fetch, sample
fetch(sample(File((sys.argv[1],), "big.bin")), Path(sys.argv[2]))
"""


def test_a_fetch_that_was_killed_is_finished_by_the_next(tmp_path: Path):
    body = os.urandom(400_000)
    served = Served(body, pause=0.02)
    part = tmp_path / "sample" / "big.bin.part"
    with server({"/big": served}) as base:
        command = [sys.executable, "-c", KILLED, f"{base}/big", str(tmp_path)]
        process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
        until = time.monotonic() + 60
        while not (part.exists() and part.stat().st_size) and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        kept = part.stat().st_size
        assert 0 < kept < len(body) and not part.with_suffix("").exists()
        served.pause = 0.0
        fetch(sample(File((f"{base}/big",), "big.bin")), tmp_path, patience=QUICK)
    assert served.asked[-1]["Range"] == f"bytes={kept}-"
    assert (tmp_path / "sample/big.bin").read_bytes() == body and not part.exists()


def test_one_fetch_of_an_asset_at_a_time(tmp_path: Path):
    from kinemind.assets.fetching import _alone

    asset, _ = archive_asset("http://127.0.0.1:9")
    with _alone(tmp_path / "sample"), pytest.raises(InputError, match="another process"):
        fetch(asset, tmp_path, patience=QUICK)


def test_looking_an_asset_up(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("KINEMIND_ASSETS", str(tmp_path))
    assert assets_folder() == tmp_path and assets_folder(tmp_path / "x") == tmp_path / "x"
    assert find("babel") is None
    with pytest.raises(InputError, match="kinemind assets fetch babel"):
        require("babel")
    with pytest.raises(InputError, match="there is no asset 'nonsense'"):
        find("nonsense")
    (tmp_path / "babel").mkdir()
    for name in ("train.json", "val.json"):
        (tmp_path / "babel" / name).write_text("{}")
    assert require("babel") == tmp_path / "babel"
    verdict = verify(CATALOGUE["babel"], tmp_path / "babel")
    assert verdict.whole and not verdict.checked
    (tmp_path / "babel" / "val.json").write_text("")
    assert verify(CATALOGUE["babel"], tmp_path / "babel").faults == ("val.json is empty",)
