"""The whole chain: stages one after the other, each skipped when it is done, and what they took."""

from __future__ import annotations

from kinemind.training.whole.stage import Stage, run_stages
from kinemind.training.whole.times import Times

__all__ = ["Stage", "Times", "run_stages"]
