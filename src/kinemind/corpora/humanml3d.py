"""HumanML3D in its published layout (263-d features, 20 fps), mirrored clips included.

Guo et al., "Generating Diverse and Natural 3D Human Motions from Text", CVPR 2022.
"""

from __future__ import annotations

from kinemind.corpora.feature_sets import feature_recordings
from kinemind.corpora.importer import Recordings
from kinemind.features import HUMANML263


def recordings(root: str) -> Recordings:
    return feature_recordings(root, "humanml3d", HUMANML263, "as AMASS and HumanAct12")
