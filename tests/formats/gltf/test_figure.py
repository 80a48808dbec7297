"""The surface is closed, faces outward, and stands where the joints are."""

import numpy as np
import pytest

from kinemind.formats.gltf.figure import capsule, figure, rest_joints
from kinemind.skeletons import HUMANML22, KIT21


@pytest.mark.parametrize("end", [(0.1, 1.0, 0.2), (0.0, -0.5, 0.0), (0.3, 0.0, 0.0), (0.0, 0.0, 0.0)])
def test_a_limb_is_closed_and_faces_outward(end):
    points, normals, triangles = capsule(np.zeros(3), np.array(end), 0.1, 0.08)
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    assert {tuple(e) for e in edges} == {tuple(e[::-1]) for e in edges} and len(
        set(map(tuple, edges))
    ) == len(edges)
    a, b, c = (points[triangles[:, k]] for k in range(3))
    outward = (np.cross(b - a, c - a) * normals[triangles].sum(1)).sum(-1)
    # where both ends are one point the two middle rings lie close together, and one inside the other
    assert (outward > 0).all() or not any(end)
    assert np.einsum("fi,fi->f", a, np.cross(b, c)).sum() / 6 > 4 / 3 * np.pi * 0.08**3 * 0.9
    assert np.linalg.norm(normals, axis=-1) == pytest.approx(1.0)


@pytest.mark.parametrize("skeleton", [HUMANML22, KIT21])
def test_every_point_hangs_on_a_joint_nearby(skeleton):
    rest = rest_joints(skeleton.rest_offsets, skeleton.parents)
    surfaces = figure(skeleton, rest)
    assert len(surfaces) == 3 and len({s.colour for s in surfaces}) == 3
    for surface in surfaces:
        reach = np.linalg.norm(surface.points - rest[surface.bones], axis=-1)
        assert reach.max() < 0.6 and surface.triangles.max() == len(surface.points) - 1
    low = min(s.points[:, 1].min() for s in surfaces)
    assert -0.15 < low < 0.0
