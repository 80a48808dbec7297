"""Watching a run: reports on val, the rewards beside what the policy is not told of; the best kept."""

from kinemind.training.rlvr.watching.watch import Watch

__all__ = ["Watch"]
