"""`kinemind describe`: one JSON object with all facts, or lines to read."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kinemind.cli.describe import summary
from kinemind.cli.main import main
from kinemind.corpora import open_data
from kinemind.kinematics.facts import measure
from kinemind.kinematics.phase import LABELS
from kinemind.kinematics.turns import Turn, Turns
from kinemind.motion import Motion
from tests.standing import standing


@pytest.fixture
def statue(tmp_path: Path) -> Path:
    return Motion(standing(40), 20.0).save(tmp_path / "statue.npz")


def test_json_has_every_fact(statue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["describe", str(statue), "--json"])
    facts = json.loads(capsys.readouterr().out)
    assert {
        "travel", "turns", "gait", "left_hand", "right_hand", "trunk", "left_foot", "right_foot", "vertical",
        "head", "symmetry", "stillness", "plausibility", "phases",
    } <= set(facts)  # fmt: skip
    assert facts["left_hand"]["raised"] == [] and facts["left_hand"]["on_hip"] == []
    assert facts["symmetry"] > 0.9 and facts["stillness"] == 1.0
    assert [p["label"] for p in facts["phases"]] == ["stand"]


def test_the_summary_tells_what_happens(statue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["describe", str(statue)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2.00 s at 20 frames per second" and lines[-1].split()[-1] == "stand"
    assert {line.split("  ")[0] for line in lines} >= {"gait", "left hand", "head", "symmetry", "stillness"}


def test_summaries_of_real_motions(shared) -> None:
    clips = {c.content: c for c in open_data(shared / "data").clips("train")}
    said = {
        "wave-left-hand": ("left hand ", " waves ", "wave_left_hand", "times"),
        "raise-up-both-hands": ("raised at", "raise_both_hands", "arm lengths from the shoulder"),
        "walk": ("gait        walk", "swings along", "steps"),
        "bow": ("bows at", "°"),
        "kick-left-front": ("kicks at", "m high"),
        "squat": ("squats at", "% down"),
    }
    for content, words in said.items():
        text = summary(measure(clips[content].motion))
        for word in words:
            assert word in text, (content, word)
    for clip in list(clips.values())[::4]:
        facts = measure(clip.motion)
        plain = json.loads(json.dumps(facts.to_json(), allow_nan=False))
        assert all(phase["label"] in LABELS for phase in plain["phases"])
        for phase in plain["phases"]:
            if phase["label"].startswith("wave"):
                assert phase["cycles"] > 0
        assert "nan" not in summary(facts)


def test_the_page_names_every_label_and_key(statue: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "describe.md").read_text()
    facts = measure(Motion.load(statue)).to_json()
    assert [name for name in (*LABELS, *facts) if f"`{name}`" not in page] == []
    nested = [key for value in facts.values() if isinstance(value, dict) for key in value]
    assert [name for name in nested if f"`{name}`" not in page] == []


def test_long_lists_stop_after_a_dozen() -> None:
    facts = measure(Motion(standing(40), 20.0))
    many = replace(facts, turns=Turns(0.0, tuple(Turn(40.0, n, n + 0.5) for n in range(500))))
    (line,) = [line for line in summary(many).splitlines() if line.startswith("turns")]
    assert line.endswith("… and 488 more") and line.count("+40°") == 12


def test_doubtful_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing, kit, z_up = tmp_path / "nothing.npy", tmp_path / "kit.npy", tmp_path / "z.npy"
    np.save(nothing, np.zeros((30, 22, 3)))
    with pytest.raises(SystemExit):
        main(["describe", str(nothing)])
    assert "all in one place" in capsys.readouterr().err
    np.save(kit, standing(40)[:, :21])
    main(["describe", str(kit), "--json"])
    said = capsys.readouterr()
    assert "read as KIT-ML (21 joints" in said.err and json.loads(said.out)
    np.save(z_up, standing(40)[..., [2, 0, 1]])
    main(["describe", str(z_up)])
    assert "z up" in capsys.readouterr().err


def test_a_body_that_steps_to_and_fro() -> None:
    joints = standing(100)
    joints[..., 2] += 0.5 * np.sin(np.pi * np.arange(100) / 99)[:, None]
    assert "stays within 0.50 m of where it starts" in summary(measure(Motion(joints, 20)))
