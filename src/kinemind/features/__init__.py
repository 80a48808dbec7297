"""The HumanML3D representation (263-d, and 251-d for KIT-ML): encode and decode, batched, numpy or torch."""

from kinemind.features.decode import matrix_from_6d, recover_from_positions, recover_from_rotations
from kinemind.features.encode import encode, encode_many
from kinemind.features.layout import HUMANML263, KIT251, FeatureLayout, layout_of, layout_of_size

__all__ = [
    "HUMANML263",
    "KIT251",
    "FeatureLayout",
    "encode",
    "encode_many",
    "layout_of",
    "layout_of_size",
    "matrix_from_6d",
    "recover_from_positions",
    "recover_from_rotations",
]
