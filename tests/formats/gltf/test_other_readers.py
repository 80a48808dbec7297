"""The Khronos validator finds nothing, and three.js shows the joints that we mean."""

import json

import numpy as np
import pytest

from kinemind.corpora.bench import open_bench
from kinemind.motion import Motion
from kinemind.skeletons import KIT21
from tests.formats import javascript
from tests.formats.gltf.motions import swinging, wobbling


def test_the_validator_finds_no_error_and_no_warning(tmp_path, request):
    motions = [swinging(), swinging(KIT21), swinging(frames=1), swinging(fps=120.0), wobbling()]
    motions.append(Motion(swinging().joints, 20.0))  # no text, no steps
    files = [motion.save(tmp_path / f"{number}.glb") for number, motion in enumerate(motions)]
    reports = javascript.run("validate.mjs", *files)
    assert len(reports) == len(files)
    for file, report in reports.items():
        assert not report["errors"] and not report["warnings"] and not report["messages"], (file, report)


def test_the_validator_finds_nothing_in_recorded_clips(tmp_path, shared):
    corpus = open_bench(shared / "data")
    clips = [clip for clip in corpus.all_clips if clip.split == "test"][::60]
    files = [clip.motion.save(tmp_path / f"{number}.glb") for number, clip in enumerate(clips)]
    reports = javascript.run("validate.mjs", *files)
    assert len(reports) >= 4 and not any(r["messages"] for r in reports.values())


@pytest.mark.parametrize(("suffix", "unit"), [("glb", 1.0), ("bvh", 0.01)])
@pytest.mark.parametrize("motion", [swinging(), swinging(KIT21), wobbling().rigid()], ids=["22", "21", "fit"])
def test_three_js_plays_the_same_joints(tmp_path, motion, suffix, unit):
    frames = [0, 3, 11, len(motion) - 1]
    (tmp_path / "times.json").write_text(json.dumps([frame / motion.fps for frame in frames]))
    seen = javascript.run("positions.mjs", motion.save(tmp_path / f"a.{suffix}"), tmp_path / "times.json")
    assert sorted(seen["names"]) == sorted(motion.skeleton.joint_names)
    order = [seen["names"].index(name) for name in motion.skeleton.joint_names]
    positions = np.array(seen["positions"])[:, order] * unit
    assert np.abs(positions - motion.joints[frames]).max() < 1e-3
    assert seen["duration"] == pytest.approx((len(motion) - 1) / motion.fps, abs=1e-4)


def test_three_js_plays_a_recorded_clip_and_finds_the_markers(tmp_path, shared):
    recorded = open_bench(shared / "data").clip("cmu/06_13.p1").motion
    motion = Motion(recorded.joints, recorded.fps, text="dances", steps=swinging().steps)
    (tmp_path / "times.json").write_text(json.dumps([0, 2.0, 5.0]))
    seen = javascript.run("positions.mjs", motion.save(tmp_path / "a.glb"), tmp_path / "times.json")
    assert np.abs(np.array(seen["positions"]) - motion.joints[[0, 40, 100]]).max() < 1e-3
    assert [marker["name"] for marker in seen["extras"]["markers"]] == ["turns round", "går vidare"]
    assert seen["extras"]["text"] == "dances"


def test_the_readers_would_notice_a_moved_joint(tmp_path):
    motion = swinging()
    (tmp_path / "times.json").write_text("[0.5]")
    seen = javascript.run("positions.mjs", motion.save(tmp_path / "a.glb"), tmp_path / "times.json")
    assert np.abs(np.array(seen["positions"])[0] - motion.joints[11]).max() > 0.01
