"""The physical plausibility reward: how much a motion looks like one that a body could make."""

from kinemind.rewards.physical_plausibility.score import (
    WEIGHTS,
    Plausibility,
    physical_plausibility,
    plausibility_score,
)

__all__ = ["WEIGHTS", "Plausibility", "physical_plausibility", "plausibility_score"]
