"""Archives: what is expected comes out, and nothing hostile does."""

import io
import stat
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from kinemind.assets.asset import Unpack
from kinemind.assets.checksums import git_tree
from kinemind.assets.unpacking import unpack
from kinemind.errors import InputError

RULE = Unpack("a/marker.txt")
GOOD = {"top/a/marker.txt": b"here", "top/b.txt": b"bee", "__MACOSX/top/b.txt": b"junk"}


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return path


def make_tar(path: Path, members: dict[str, bytes], *special: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, body in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(body)
            archive.addfile(entry, io.BytesIO(body))
        for entry in special:
            archive.addfile(entry)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_the_folder_with_the_marker_is_taken_wherever_it_lies(tmp_path: Path, make):
    for name, top in (("one", "top/"), ("two", "deep/top/"), ("none", "")):
        members = {f"{top}{path[4:]}": body for path, body in GOOD.items() if path.startswith("top/")}
        target = tmp_path / name
        unpack(make(tmp_path / f"{name}.archive", members), target, RULE)
        assert contents(target) == {"a/marker.txt": b"here", "b.txt": b"bee"}


def test_only_what_is_asked_for_is_taken(tmp_path: Path):
    unpack(make_zip(tmp_path / "z", GOOD), tmp_path / "out", Unpack("a/marker.txt", only=("b.*",)))
    assert contents(tmp_path / "out") == {"b.txt": b"bee"}


def refused(tmp_path: Path, archive: Path, match: str, rule: Unpack = RULE) -> None:
    """The archive is refused, the old folder stays, and nothing else appears anywhere."""
    target = tmp_path / "place" / "out"
    target.mkdir(parents=True)
    (target / "old.txt").write_text("old")
    with pytest.raises(InputError, match=match):
        unpack(archive, target, rule)
    assert contents(tmp_path) == {"place/out/old.txt": b"old", archive.name: archive.read_bytes()}


@pytest.mark.parametrize(
    "name", ["../evil.txt", "top/../../evil.txt", "/tmp/kinemind-evil", "C:\\evil.txt", "top\\..\\evil"]
)
@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_paths_that_lead_out_are_refused(tmp_path: Path, make, name: str):
    refused(tmp_path, make(tmp_path / "z", {**GOOD, name: b"evil"}), "leads out of its folder")
    assert not Path("/tmp/kinemind-evil").exists()


def test_links_are_refused(tmp_path: Path):
    archive = tmp_path / "z"
    with zipfile.ZipFile(make_zip(archive, GOOD), "a") as opened:
        link = zipfile.ZipInfo("top/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        opened.writestr(link, "/etc/passwd")
    refused(tmp_path, archive, "link or device")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_special_tar_members_are_refused(tmp_path: Path, kind: bytes):
    entry = tarfile.TarInfo("top/link")
    entry.type, entry.linkname = kind, "/etc/passwd"
    refused(tmp_path, make_tar(tmp_path / "t", GOOD, entry), "link or device")


def test_a_bomb_is_refused_by_what_comes_out_not_by_what_it_says(tmp_path: Path):
    bomb = make_zip(tmp_path / "z", {**GOOD, "top/zeros": bytes(5_000_000)})
    assert bomb.stat().st_size < 20_000
    refused(tmp_path, bomb, "unpacks to more than 1000000 bytes", Unpack("a/marker.txt", limit=1_000_000))


def test_a_name_that_comes_twice_is_refused(tmp_path: Path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = make_zip(tmp_path / "z", GOOD)
        with zipfile.ZipFile(archive, "a") as opened:
            opened.writestr("top/b.txt", "another")
    refused(tmp_path, archive, "twice")


@pytest.mark.parametrize("make", [make_zip, make_tar])
@pytest.mark.parametrize("fault", ["cut", "flipped"])
def test_a_broken_archive_is_refused(tmp_path: Path, make, fault: str):
    broken = make(tmp_path / "z", {**GOOD, "top/c": bytes(range(256)) * 40})
    raw = bytearray(broken.read_bytes())
    if fault == "cut":
        raw = raw[: len(raw) // 2]
    else:
        at = raw.index(b"top/c") + 20 if make is make_zip else len(raw) // 2
        raw[at : at + 8] = bytes(8)
    broken.write_bytes(bytes(raw))
    refused(tmp_path, broken, "cannot be unpacked|neither a zip nor a tar")


def test_another_archive_is_refused(tmp_path: Path):
    refused(tmp_path, make_zip(tmp_path / "z", {"readme": b"?"}), "holds no a/marker.txt")


def test_what_is_no_archive_is_refused(tmp_path: Path):
    text = tmp_path / "z"
    text.write_text("<html>")
    refused(tmp_path, text, "neither a zip nor a tar")


def test_the_git_tree_id_is_gits(tmp_path: Path):
    """Folders sort as git sorts them: "a.txt" before the folder "a"."""
    work = tmp_path / "work"
    for name, body in {"a/x": "1", "a.txt": "2", "a0": "3", "b/c/d": "4"}.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(body)
    tree = git_tree(work)
    git = ["git", "-C", str(work), "-c", "core.autocrlf=false"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    written = subprocess.run([*git, "write-tree"], check=True, capture_output=True, text=True)
    assert tree == written.stdout.strip()


def test_a_folder_with_another_tree_id_is_refused(tmp_path: Path):
    refused(tmp_path, make_zip(tmp_path / "z", GOOD), "tree id", Unpack("a/marker.txt", git_tree="0" * 40))
