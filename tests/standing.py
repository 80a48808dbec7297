"""A statue: the rest pose of HUMANML22 on the floor."""

import numpy as np

from kinemind.skeletons import HUMANML22


def standing(frames: int = 60) -> np.ndarray:
    pose = np.zeros((22, 3))
    for joint, parent in enumerate(HUMANML22.parents[1:], start=1):
        pose[joint] = pose[parent] + HUMANML22.rest_offsets[joint]
    pose[:, 1] -= pose[[10, 11], 1].min()
    return np.repeat(pose[None], frames, 0)
