"""The only door to the metric encoder: evaluation opens it, nothing that trains, rewards or decodes may.

`tests/evaluation/test_honesty.py` holds this: no other module names the role or imports this one.
"""

from __future__ import annotations

from kinemind.bundle import Bundle, folder_digest
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.errors import InputError
from kinemind.evaluation.report import Weights

FOLDER = "encoders/metric"


def metric_encoder(bundle: Bundle) -> tuple[MotionTextEncoder, Weights]:
    """The metric encoder of a bundle, or of the embedded nano bundle where it has none, and which one it is.

    Figures of two bundles compare only under one encoder.  Raises InputError where there is none at all.
    """
    for one in (bundle, Bundle.open("nano")):
        folder = one.path / FOLDER
        if (folder / "config.json").is_file():
            encoder = MotionTextEncoder.load(folder, "metric")
            return encoder, Weights(f"{one.name}: {encoder.name}", folder_digest(folder))
    raise InputError(f"neither {bundle.path} nor the embedded bundle holds a metric encoder ({FOLDER})")
