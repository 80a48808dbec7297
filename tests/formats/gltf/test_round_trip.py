"""What is written to .glb comes back: joints, rotations, text, steps; also other people's skeletons."""

import numpy as np
import pygltflib
import pytest

from kinemind import formats
from kinemind.cli.main import main
from kinemind.corpora.bench import open_bench
from kinemind.errors import InputError
from kinemind.formats.gltf.tracks import Track
from kinemind.motion import Motion
from kinemind.skeletons import HUMANML22, KIT21
from tests.formats.gltf.motions import put_together, swinging, taken_apart, wobbling


@pytest.mark.parametrize("motion", [swinging(), swinging(KIT21), swinging(frames=1), swinging(fps=119.88)])
def test_everything_comes_back(tmp_path, motion):
    again = Motion.load(motion.save(tmp_path / "a.glb"))
    assert again.skeleton is motion.skeleton and again.fps == motion.fps and again.is_rigid
    assert again.joints.shape == motion.joints.shape
    assert np.abs(again.joints - motion.joints).max() < 1e-5
    assert again.text == motion.text and again.steps == motion.steps


def test_it_gives_the_joints_that_bvh_gives(tmp_path):
    for motion in (swinging(), wobbling()):
        glb, bvh = (Motion.load(motion.save(tmp_path / f"a.{suffix}")) for suffix in ("glb", "bvh"))
        assert glb.is_rigid == bvh.is_rigid == motion.is_rigid
        assert np.abs(glb.joints - bvh.joints).max() < 1e-4


def test_recorded_clips_keep_their_joints(shared, tmp_path):
    corpus = open_bench(shared / "data")
    for clip in ("cmu/01_12.p3", "cmu/06_13.p1"):
        motion = corpus.clip(clip).motion
        assert np.abs(Motion.load(motion.save(tmp_path / "a.glb")).joints - motion.joints).max() < 3e-4


def test_unknown_skeletons_of_ours_come_back(tmp_path):
    from kinemind.formats.custom import custom_skeleton

    skeleton = custom_skeleton(("a", "b", "b"), (-1, 0, 0), np.array([[0, 0, 0], [0, 0.4, 0], [0.3, 0, 0]]))
    motion = Motion(np.array([[[0, 1, 0], [0, 1.4, 0], [0.3, 1, 0]]] * 3), 25.0, skeleton)
    again = formats.read(formats.write(motion, tmp_path / "a.glb"))
    assert again.skeleton.joint_names == ("a", "b", "b") and again.fps == 25.0
    assert np.abs(again.joints - motion.joints).max() < 1e-5


def test_another_library_reads_the_same_document(tmp_path):
    motion = swinging()
    document = pygltflib.GLTF2().load(str(motion.save(tmp_path / "a.glb")))
    assert [node.name for node in document.nodes[:22]] == list(HUMANML22.joint_names)
    animation = document.animations[0]
    assert animation.extras["text"] == "en sväng" and animation.extras["fps"] == 20.0
    assert animation.extras["markers"] == [
        {"name": s.text, "start": s.start, "end": s.end} for s in motion.steps
    ]
    assert [c.target.path for c in animation.channels].count("translation") == 1
    wrist = document.nodes[HUMANML22.index("left_wrist")].translation
    assert wrist[0] > 0.2 and abs(wrist[1]) < 1e-6, "the rest pose is a T-pose"


def test_the_rest_pose_stands_on_the_floor_facing_forward(tmp_path):
    nodes = taken_apart(swinging().save(tmp_path / "a.glb"))[0]["nodes"]
    places = np.zeros((22, 3))
    for j, parent in enumerate(HUMANML22.parents):
        places[j] = np.array(nodes[j]["translation"]) + (places[parent] if parent >= 0 else 0.0)
    assert places[:, 1].min() == pytest.approx(0.0, abs=1e-6) and 1.4 < np.ptp(places[:, 1]) < 1.9
    assert (places[[10, 11], 2] > places[[7, 8], 2]).all() and places[20, 0] > 0.5 > -0.5 > places[21, 0]


MIXAMO = {
    "pelvis": "Hips", "spine1": "Spine", "spine2": "Spine1", "spine3": "Spine2",
    "neck": "Neck", "head": "Head",
    **{f"{s}_{a}": f"{s.title()}{b}" for s in ("left", "right") for a, b in (
        ("hip", "UpLeg"), ("knee", "Leg"), ("ankle", "Foot"), ("foot", "ToeBase"), ("collar", "Shoulder"),
        ("shoulder", "Arm"), ("elbow", "ForeArm"), ("wrist", "Hand"))},
}  # fmt: skip


def test_a_mixamo_figure_in_centimetres_under_a_turned_armature_is_read(tmp_path):
    motion = swinging()
    document, buffer = taken_apart(motion.save(tmp_path / "a.glb"))
    for node in document["nodes"][:22]:
        node["name"] = "mixamorig:" + MIXAMO[node["name"]]
        node["translation"] = [100 * v for v in node["translation"]]
    view = document["bufferViews"][document["animations"][0]["samplers"][0]["output"]]
    span = slice(view["byteOffset"], view["byteOffset"] + view["byteLength"])
    buffer[span] = (100 * np.frombuffer(buffer[span], "<f4")).astype("<f4").tobytes()
    half = 0.5**0.5  # a quarter turn about x, as z-up software exports it, undone by the matrix above
    document["nodes"] += [
        {"name": "Armature", "rotation": [half, 0, 0, half], "scale": [0.01] * 3, "children": [0]},
        {"name": "Scene", "matrix": [1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1], "children": [23]},
    ]
    document["scenes"][0]["nodes"] = [24, 22]
    del document["animations"][0]["extras"], document["asset"]["extras"]
    again = formats.read(put_together(document, buffer, tmp_path / "b.glb"))
    assert again.skeleton is HUMANML22 and again.fps == 20 and not again.steps
    assert np.abs(again.joints - motion.joints).max() < 1e-4


@pytest.mark.parametrize("way", ["LINEAR", "STEP", "CUBICSPLINE"])
def test_tracks_between_their_keys(way):
    keys = np.array([[0.0], [1.0], [4.0]])
    slope = np.array([[0.0], [2.0], [4.0]])  # of t²
    values = np.stack([slope, keys, slope], axis=1).reshape(-1, 1) if way == "CUBICSPLINE" else keys
    track = Track("translation", np.array([0.0, 1.0, 2.0]), values, way)
    found = track.at(np.array([-1.0, 0.5, 1.0, 1.5, 9.0]), 20.0)[:, 0]
    expected = {"LINEAR": [0, 0.5, 1, 2.5, 4], "STEP": [0, 0, 1, 1, 4], "CUBICSPLINE": [0, 0.25, 1, 2.25, 4]}
    assert found == pytest.approx(expected[way])


def test_turns_take_the_short_way():
    half = 0.5**0.5
    keys = np.array([[0, 0, 0, 1.0], [0, -half, 0, -half]])  # a quarter turn, written with the other sign
    found = Track("rotation", np.array([0.0, 1.0]), keys, "LINEAR").at(np.array([0.5, 0.75, 0.9]), 20.0)
    assert found[0] == pytest.approx([0, np.sin(np.pi / 8), 0, np.cos(np.pi / 8)])


def test_convert_by_suffix(tmp_path, capsys):
    source = swinging().save(tmp_path / "a.npz")
    main(["convert", str(source), str(tmp_path / "a.glb")])
    main(["convert", str(tmp_path / "a.glb"), str(tmp_path / "b.bvh")])
    assert capsys.readouterr().out.split() == [str(tmp_path / "a.glb"), str(tmp_path / "b.bvh")]
    assert np.abs(formats.read(tmp_path / "b.bvh").joints - formats.read(source).joints).max() < 1e-4


def test_an_unwritable_place_is_an_input_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot write"):
        swinging(frames=2).save(tmp_path / "file" / "a.glb")
