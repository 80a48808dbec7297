"""KIT-ML in the layout that Guo et al. published (251-d features of 21 joints, 12.5 fps).

Plappert, Mandery, Asfour, "The KIT Motion-Language Dataset", Big Data 4(4), 2016.
"""

from __future__ import annotations

from kinemind.corpora.feature_sets import feature_recordings
from kinemind.corpora.importer import Recordings
from kinemind.features import KIT251


def recordings(root: str) -> Recordings:
    return feature_recordings(root, "kitml", KIT251, "as the KIT Motion-Language Dataset")
