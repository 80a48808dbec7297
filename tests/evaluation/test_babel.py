"""BABEL from its published files to the report of `babel-sequential`: overlapping segments, a tiny bundle."""

import json
import shutil
from pathlib import Path

from kinemind.corpora import open_data, synthetic
from kinemind.motion import Motion
from tests.corpora.published import annotation, entry, label, publish_amass, publish_babel
from tests.encoders.contrastive.tiny import tiny_encoder
from tests.training.tiny import run

CLIPS = 4


def test_from_the_published_files_to_a_report(tmp_path: Path, tiny_runs: Path, capsys) -> None:
    bundle = shutil.copytree(tiny_runs / "sft" / "bundle", tmp_path / "bundle")
    tiny_encoder("metric").save(bundle / "encoders" / "metric")
    rows = []
    for sid in range(CLIPS):
        path = f"CMU/CMU/{sid}/take_poses.npz"
        motion: Motion = synthetic.clip(sid, seed=2).motion
        publish_amass(tmp_path / "BABEL" / "AMASS" / path, motion, 60.0)
        half = motion.seconds / 2
        frames = annotation(
            label(f"walk {sid}", 0.0, half + 0.2),  # overlaps the next by 0.4 s
            label(f"turn {sid}", half - 0.2, motion.seconds),
        )
        rows.append(entry(sid, path, motion.seconds, seq_ann=annotation(label("move")), frame_ann=frames))
    root, store = publish_babel(tmp_path / "BABEL", val=rows), tmp_path / "store"
    assert run("data", "import", "babel", root, "-o", store) == 0
    assert all(len(clip.motion.steps) == 2 for clip in open_data(store).clips("val"))

    report = tmp_path / "report.json"
    words = ("--num-repeats", 2, "--processes", 1, "-o", report)
    assert run("eval", "t2m", "--data", store, "--bundle", bundle, "--split", "val", *words) == 0
    capsys.readouterr()
    found = json.loads(report.read_text())
    assert found["protocol"] == "babel-sequential" and found["data"]["name"] == "babel"
    assert found["rows"]["ground_truth"]["fid"]["mean"] < 1e-9 < found["rows"]["generated"]["fid"]["mean"]
    assert found["rows"]["generated"]["transition_peak_jerk"]["mean"] > 0
    assert report.with_suffix(".md").is_file() and report.with_suffix(".png").is_file()

    # BABEL publishes no labels for test
    assert run("eval", "t2m", "--data", store, "--bundle", bundle, "--num-repeats", 1) == 2
    assert "test" in capsys.readouterr().err
