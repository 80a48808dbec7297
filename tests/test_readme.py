"""What the README tells a newcomer to type works as typed, with the embedded bundle."""

import re
import shlex
from pathlib import Path

import pytest

import kinemind
from kinemind.bundle import Bundle
from kinemind.motion import Motion
from tests.training.tiny import run

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def test_the_commands(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks("bash") for line in block.splitlines() if line.startswith("kinemind ")]
    assert len(lines) >= 5
    for line in lines:
        capsys.readouterr()
        assert run(*shlex.split(line)[1:]) == 0, line
        assert capsys.readouterr().out.strip(), line
    for name in ("00.npz", "01.bvh", "02.mp4", "00.npy", "00.gif"):
        assert (tmp_path / "clips" / name).stat().st_size > 1000


def test_the_lines_of_python(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = blocks("python")[0]
    scope: dict = {}
    exec(compile(code, "README.md", "exec"), scope)
    take = scope["take"]
    assert take.reasoning and take.steps and len(take.motion) > 20
    assert len(Motion.load(tmp_path / "wave.bvh")) == len(take.motion)


def test_every_link_and_make_target_exists():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"make ([a-z-]+)", README):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_the_embedded_bundle_is_small_safe_and_honest():
    bundle = Bundle.open("nano")
    files = [p for p in bundle.path.rglob("*") if p.is_file()]
    assert sum(p.stat().st_size for p in files) <= 40 * 2**20
    assert {p.suffix for p in files} <= {".safetensors", ".json", ".jinja", ".md"}
    assert "CC BY-NC" in (bundle.path / "LICENSE-WEIGHTS.md").read_text()
    assert bundle.manifest["parts"] == ["tokenizer", "policy", "encoders/reward", "encoders/metric"]
    assert bundle.manifest["codebook"]["tokens"] == bundle.motion_tokenizer.vocabulary_size


@pytest.mark.parametrize(
    ("prompt", "label"),
    [("a person walks forward", "walk_forward"), ("a person waves with the left hand", "wave_left_hand")],
)
def test_the_embedded_bundle_does_what_is_asked(prompt: str, label: str):
    from kinemind.kinematics.facts import measure

    take = kinemind.load().generate(prompt, seed=0)
    assert label in {phase.label for phase in measure(take.motion).phases}
