"""Reinforcement learning of the policy on verifiable rewards: RL Binding (Motion-R1) and RLVR (MoRL)."""

from __future__ import annotations

from kinemind.training.rlvr.train import train_rlvr

__all__ = ["train_rlvr"]
