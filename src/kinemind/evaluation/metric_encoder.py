"""The only door to the metric encoder: evaluation opens it, nothing that trains, rewards or decodes may.

`tests/evaluation/test_honesty.py` holds this: no other module names the role or imports this one.
"""

from __future__ import annotations

from kinemind.bundle import Bundle
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.errors import InputError
from kinemind.evaluation.report import Weights

FOLDER = "encoders/metric"


def metric_encoder(bundle: Bundle) -> tuple[MotionTextEncoder, Weights]:
    """The metric encoder of a bundle, or of the embedded nano bundle where it has none, and which one it is.

    Figures of two bundles compare only under one encoder.  Raises InputError where there is none at all,
    or where any part of the bundle is damaged: a long evaluation then ends before it generates.
    """
    for one in (bundle, Bundle.open("nano")):
        folder = one.path / FOLDER
        if (folder / "config.json").is_file():
            encoder = MotionTextEncoder.load(folder, "metric")
            for part in bundle.stated_digests:
                bundle.part_digest(part)
            digest = one.part_digest(FOLDER)
            return encoder, Weights(f"{one.name}: {encoder.name}", digest)
    raise InputError(f"neither {bundle.path} nor the embedded bundle holds a metric encoder ({FOLDER})")
