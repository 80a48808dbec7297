"""Bad input: one sentence on stderr, exit code 2, no traceback, nothing half written."""

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kinemind.motion import Motion
from tests.features.test_invariants import smooth_motion
from tests.training.tiny import run


class Payload:
    def __reduce__(self):
        return (Path("pwned").touch, ())


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return Motion(smooth_motion(0, 60), 20.0).save(tmp_path / "good.npz")


def broken_files(folder: Path) -> dict[str, Path]:
    folder.mkdir()
    joints = smooth_motion(0, 60).astype(np.float32)
    np.savez(folder / "nan.npz", joints=np.full_like(joints, np.nan), fps=20.0, skeleton="humanml22")
    np.savez(folder / "23.npz", joints=np.zeros((60, 23, 3), np.float32), fps=20.0, skeleton="humanml22")
    np.savez(folder / "21.npz", joints=np.zeros((60, 21, 3), np.float32), fps=20.0, skeleton="humanml22")
    np.savez(folder / "pickle.npz", joints=np.array([Payload()], object), fps=20.0)
    np.save(folder / "pickle.npy", np.array([Payload()], object), allow_pickle=True)
    (folder / "raw_pickle.npy").write_bytes(pickle.dumps(Payload()))
    np.save(folder / "nan.npy", np.full((60, 263), np.nan))
    np.save(folder / "264.npy", np.zeros((60, 264)))
    np.save(folder / "shape.npy", np.zeros((60, 23, 3)))
    np.savez(folder / "ten.npz", joints=joints[:10], fps=20.0, skeleton="humanml22")
    whole = (folder / "ten.npz").read_bytes()
    (folder / "cut.npz").write_bytes(whole[: len(whole) // 2])
    Motion(joints, 20.0).save(folder / "whole.bvh")
    text = (folder / "whole.bvh").read_text()
    (folder / "cut.bvh").write_text(text[: len(text) // 2])
    (folder / "text.bvh").write_text("this is no motion\n")
    (folder / "empty.bvh").write_text("")
    (folder / "binary.bvh").write_bytes(bytes(range(256)) * 50)
    (folder / "wrong.npz").write_text("HIERARCHY\n")
    (folder / "suffix.xyz").write_text("?")
    (folder / "a.glb").write_bytes(b"glTF")
    (folder / "whole.bvh").unlink()
    return {p.name: p for p in sorted(folder.iterdir())}


def one_sentence(text: str) -> bool:
    lines = text.strip().splitlines()
    return len(lines) == 1 and lines[0].startswith("kinemind: ") and "Traceback" not in text


def test_broken_files_are_refused_by_every_command(tmp_path: Path, capsys, monkeypatch, tiny_runs: Path):
    monkeypatch.chdir(tmp_path)
    bundle = tiny_runs / "sft" / "bundle"
    for name, path in broken_files(tmp_path / "broken").items():
        commands = [("caption", path, "--bundle", bundle)]
        if name != "ten.npz":  # a short clip is a good file, too short only to be described
            commands += [("convert", path, tmp_path / "out.bvh"), ("render", path, tmp_path / "out.png"),
                         ("describe", path)]  # fmt: skip
        for command in commands:
            capsys.readouterr()
            assert run(*command) == 2, command
            assert one_sentence(capsys.readouterr().err), command
    assert not (tmp_path / "pwned").exists()
    assert not list(tmp_path.glob("out.*"))


def test_missing_files_and_folders(tmp_path: Path, capsys, good: Path):
    for command in (
        ("caption", tmp_path / "none.npz"),
        ("caption", tmp_path),
        ("convert", tmp_path / "none.bvh", tmp_path / "o.npz"),
        ("convert", good, tmp_path / "o.fbx"),
        ("convert", good, tmp_path / "o"),
        ("render", good, tmp_path / "o.avi"),
        ("describe", tmp_path / "none.npz"),
        ("data", "stats", tmp_path / "none"),
        ("data", "import", "nonsense", tmp_path, "-o", tmp_path / "d"),
        ("bundle", "info", tmp_path / "none"),
        ("eval", "tokenizer", "--data", tmp_path / "none"),
    ):
        capsys.readouterr()
        assert run(*command) == 2, command
        assert one_sentence(capsys.readouterr().err), command


def test_generate_refuses_bad_requests(tmp_path: Path, capsys, tiny_runs: Path):
    bundle = ["--bundle", tiny_runs / "sft" / "bundle"]
    (tmp_path / "file").write_text("x")
    for words in (
        ["", "-o", tmp_path / "o", *bundle],
        ["   ", "-o", tmp_path / "o", *bundle],
        ["walk " * 2000, "-o", tmp_path / "o", *bundle],
        ["walks", "-o", tmp_path / "file" / "o", *bundle],
        ["walks", "-o", "/proc/none", *bundle],
        ["walks", "-o", tmp_path / "o", "--bundle", tmp_path / "none"],
        ["walks", "-o", tmp_path / "o", "--formats", "npz,fbx", *bundle],
        ["walks", "-o", tmp_path / "o", "--formats", ",", *bundle],
        ["walks", "-o", tmp_path / "o", "--num", "0", *bundle],
        ["walks", "-o", tmp_path / "o", "--seed", "-1", *bundle],
        ["walks", "-o", tmp_path / "o", "--max-seconds", "0", *bundle],
        ["walks", "-o", tmp_path / "o", "--max-seconds", "nan", *bundle],
    ):
        capsys.readouterr()
        assert run("generate", *words) == 2, words
        assert one_sentence(capsys.readouterr().err), words
    assert not list(tmp_path.glob("o/*"))


@pytest.mark.parametrize(
    "words", [["nonsense"], [], ["generate"], ["generate", "x", "--no-such-flag"], ["train"]]
)
def test_bad_usage_exits_with_2(words):
    assert run(*words) == 2


def test_a_broken_bundle_is_refused(tmp_path: Path, capsys, tiny_runs: Path):
    import shutil

    for number, fault in enumerate(("manifest", "policy", "tokenizer", "weights")):
        folder = tmp_path / str(number)
        shutil.copytree(tiny_runs / "sft" / "bundle", folder)
        if fault == "manifest":
            (folder / "bundle.json").write_text("{")
        elif fault == "weights":
            weights = folder / "policy" / "model.safetensors"
            weights.write_bytes(weights.read_bytes()[:5000])
        else:
            shutil.rmtree(folder / fault)
        capsys.readouterr()
        assert run("generate", "walks", "-o", tmp_path / "o", "--bundle", folder) == 2, fault
        assert one_sentence(capsys.readouterr().err), fault


def test_the_command_itself_shows_no_traceback(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "kinemind.cli.main", "caption", str(tmp_path / "none.bvh")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and one_sentence(done.stderr) and done.stdout == ""
