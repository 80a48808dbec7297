"""One file over HTTP against a real server that cuts, lies, changes and refuses."""

import hashlib
import random
from pathlib import Path

import pytest

from kinemind.assets.checksums import Expected, digests
from kinemind.assets.download import Patience, download
from kinemind.errors import InputError
from tests.assets.loopback import Served, server

QUICK = Patience(attempts=3, pause=0.0, timeout=5.0)
BODY = random.Random(0).randbytes(300_000)
SHA = hashlib.sha256(BODY).hexdigest()
KNOWN = Expected(len(BODY), SHA)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_file_arrives_with_its_progress(tmp_path: Path):
    seen = []
    with server({"/f": Served(BODY)}) as base:
        download(f"{base}/f", tmp_path / "f", KNOWN, lambda done, total: seen.append((done, total)), QUICK)
    assert (tmp_path / "f").read_bytes() == BODY and left_in(tmp_path) == ["f"]
    assert seen[0] == (0, len(BODY)) and seen[-1] == (len(BODY), len(BODY))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize("expected", [KNOWN, Expected()])
def test_a_cut_connection_is_resumed_where_it_broke(tmp_path: Path, expected: Expected):
    served = Served(BODY, cuts=[100_000, 50_000, 10])
    with server({"/f": served}) as base:
        download(f"{base}/f", tmp_path / "f", expected, patience=QUICK)
    assert (tmp_path / "f").read_bytes() == BODY and left_in(tmp_path) == ["f"]
    ranges = [asked.get("Range") for asked in served.asked]
    assert ranges == [None, "bytes=100000-", "bytes=150000-", "bytes=150010-"]
    assert served.asked[1]["If-Range"] == '"one"'


def test_a_server_that_ignores_ranges_is_read_from_the_start(tmp_path: Path):
    served = Served(BODY, cuts=[100_000], honours_range=False)
    with server({"/f": served}) as base:
        download(f"{base}/f", tmp_path / "f", KNOWN, patience=QUICK)
    assert (tmp_path / "f").read_bytes() == BODY
    assert served.asked[1]["Range"] == "bytes=100000-"


def broken_off(tmp_path: Path, base: str, served: Served) -> None:
    """A fetch that leaves a part behind."""
    served.cuts[:] = [100_000] + [0] * QUICK.attempts
    with pytest.raises(InputError, match="what came is kept"):
        download(f"{base}/f", tmp_path / "f", patience=QUICK)
    assert left_in(tmp_path) == ["f.part", "f.part.json"]
    assert (tmp_path / "f.part").stat().st_size == 100_000
    served.cuts.clear()


def test_a_part_is_continued_by_the_next_fetch(tmp_path: Path):
    served = Served(BODY)
    with server({"/f": served}) as base:
        broken_off(tmp_path, base, served)
        download(f"{base}/f", tmp_path / "f", KNOWN, patience=QUICK)
    assert served.asked[-1]["Range"] == "bytes=100000-"
    assert (tmp_path / "f").read_bytes() == BODY and left_in(tmp_path) == ["f"]


@pytest.mark.parametrize("heeds_if_range", [True, False])
def test_a_file_that_changed_is_fetched_anew(tmp_path: Path, heeds_if_range: bool):
    # a server that does not heed it hands out the rest of the new file as if it were the old one's
    served = Served(BODY, heeds_if_range=heeds_if_range)
    with server({"/f": served}) as base:
        broken_off(tmp_path, base, served)
        served.body, served.etag = bytes(reversed(BODY)), '"two"'
        download(f"{base}/f", tmp_path / "f", patience=QUICK)
    assert (tmp_path / "f").read_bytes() == served.body and left_in(tmp_path) == ["f"]


def test_a_part_of_other_content_without_any_etag_is_noticed_by_the_checksum(tmp_path: Path):
    (tmp_path / "f.part").write_bytes(b"x" * 1000)
    served = Served(BODY, etag=None)
    with server({"/f": served}) as base:
        download(f"{base}/f", tmp_path / "f", KNOWN, patience=QUICK)
    assert [asked.get("Range") for asked in served.asked] == ["bytes=1000-", None]
    assert (tmp_path / "f").read_bytes() == BODY


def test_a_part_that_was_whole_already_is_taken(tmp_path: Path):
    (tmp_path / "f.part").write_bytes(BODY)
    with server({"/f": Served(BODY)}) as base:
        download(f"{base}/f", tmp_path / "f", KNOWN, patience=QUICK)
    assert (tmp_path / "f").read_bytes() == BODY and left_in(tmp_path) == ["f"]


def test_a_part_that_is_too_long_is_thrown_away(tmp_path: Path):
    (tmp_path / "f.part").write_bytes(BODY + b"more")
    with server({"/f": Served(BODY)}) as base:
        download(f"{base}/f", tmp_path / "f", KNOWN, patience=QUICK)
    assert (tmp_path / "f").read_bytes() == BODY


@pytest.mark.parametrize(
    "expected",
    [Expected(sha256="0" * 64), Expected(git_blob="0" * 40), Expected(size=5), Expected(len(BODY), "0" * 64)],
)
def test_a_wrong_file_leaves_nothing(tmp_path: Path, expected: Expected):
    (tmp_path / "f").write_text("the old one")
    with server({"/f": Served(BODY)}) as base, pytest.raises(InputError, match="expected"):
        download(f"{base}/f", tmp_path / "f", expected, patience=QUICK)
    assert left_in(tmp_path) == ["f"] and (tmp_path / "f").read_text() == "the old one"


def test_what_the_hub_states_is_checked(tmp_path: Path):
    stated = {"X-Linked-ETag": f'"{SHA}"', "X-Linked-Size": str(len(BODY))}
    files = {"/resolve": Served(b"", redirect="/cdn", headers=stated), "/cdn": Served(BODY)}
    with server(files) as base:
        download(f"{base}/resolve", tmp_path / "f", patience=QUICK)
        assert (tmp_path / "f").read_bytes() == BODY
        files["/cdn"].body = BODY[:-1] + b"?"
        with pytest.raises(InputError, match="SHA-256"):
            download(f"{base}/resolve", tmp_path / "g", patience=QUICK)
    assert left_in(tmp_path) == ["f"]


def test_the_git_blob_id_is_gits(tmp_path: Path):
    # git hash-object of "hello\n", from git's own documentation
    (tmp_path / "f").write_bytes(b"hello\n")
    assert digests(tmp_path / "f")[1] == "ce013625030ba8dba906f756967f9e9ca394464a"


def test_a_passing_fault_is_tried_again_and_a_lasting_one_is_said(tmp_path: Path):
    files = {"/f": Served(BODY, statuses=[500, 503]), "/down": Served(BODY, statuses=[500] * 9)}
    with server(files) as base:
        download(f"{base}/f", tmp_path / "f", KNOWN, patience=QUICK)
        with pytest.raises(InputError, match=r"/down cannot be fetched: the server answers 500"):
            download(f"{base}/down", tmp_path / "g", patience=QUICK)
        with pytest.raises(InputError, match=r"/none cannot be fetched: the server answers 404"):
            download(f"{base}/none", tmp_path / "g", patience=QUICK)
    assert len(files["/f"].asked) == 3 and len(files["/down"].asked) == QUICK.attempts
    assert left_in(tmp_path) == ["f"]


def test_a_truncated_file_never_gets_its_name(tmp_path: Path):
    short = Served(BODY, declared=len(BODY) + 100, honours_range=False)
    with server({"/f": short}) as base, pytest.raises(InputError, match="broke after 300000 of 300100 bytes"):
        download(f"{base}/f", tmp_path / "f", patience=QUICK)
    assert not (tmp_path / "f").exists()


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "application/octet-stream"])
def test_a_web_page_in_place_of_the_file_is_said(tmp_path: Path, content_type: str):
    page = Served(b"<!DOCTYPE html><title>Quota exceeded</title>", content_type=content_type)
    with server({"/f": page}) as base, pytest.raises(InputError, match=r"web page.*Google"):
        download(f"{base}/f", tmp_path / "t2m.zip", patience=QUICK)
    assert left_in(tmp_path) == []


def test_a_file_of_unsaid_length_that_is_too_long_is_refused(tmp_path: Path):
    longer = Served(BODY + b"more", says_length=False)
    with server({"/f": longer}) as base, pytest.raises(InputError, match="gives more than the 300000 bytes"):
        download(f"{base}/f", tmp_path / "f", KNOWN, patience=QUICK)
    assert left_in(tmp_path) == []


def test_no_server_and_no_address(tmp_path: Path):
    with server({}) as base:
        pass
    with pytest.raises(InputError, match=r"no connection.*nothing came; try again later$") as said:
        download(f"{base}/f", tmp_path / "f", patience=QUICK)
    assert "kept" not in str(said.value) and left_in(tmp_path) == []
    with pytest.raises(InputError, match="no address"):
        download("nonsense", tmp_path / "f", patience=QUICK)


def test_https_is_never_left(tmp_path: Path):
    from email.message import Message
    from urllib.request import Request

    from kinemind.assets.answers import Redirects

    with pytest.raises(InputError, match="leads away from https"):
        Redirects().redirect_request(Request("https://a/f"), None, 302, "", Message(), "http://a/f")
    assert Redirects().redirect_request(Request("https://a/f"), None, 302, "", Message(), "https://b/f")


def test_a_full_disk_is_said_before_anything_is_written(tmp_path: Path, monkeypatch):
    import shutil

    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with server({"/f": Served(BODY)}) as base, pytest.raises(InputError, match="no room for http"):
        download(f"{base}/f", tmp_path / "f", patience=QUICK)
    assert left_in(tmp_path) == []


def test_a_disk_that_fills_up_is_said(tmp_path: Path, monkeypatch):
    import kinemind.assets.download as module

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_copy", full)
    with server({"/f": Served(BODY)}) as base, pytest.raises(InputError, match="no room on the disk"):
        download(f"{base}/f", tmp_path / "f", patience=QUICK)
    assert not (tmp_path / "f").exists()
