"""Rewards for reinforcement learning: one plain function a file, listed here."""

from __future__ import annotations

from kinemind.rewards.format import format
from kinemind.rewards.motion_retrieval import motion_retrieval
from kinemind.rewards.motion_similarity import motion_similarity
from kinemind.rewards.physical_plausibility import physical_plausibility
from kinemind.rewards.plan_agreement import plan_agreement
from kinemind.rewards.reasoning_coherence import reasoning_coherence
from kinemind.rewards.reward import Reward
from kinemind.rewards.semantic_alignment import semantic_alignment
from kinemind.rewards.semantic_similarity import semantic_similarity
from kinemind.rewards.text_motion_consistency import text_motion_consistency

REWARDS: dict[str, Reward] = {
    reward.name: reward
    for reward in (
        Reward("format", format, -1.0, 1.0),
        Reward("motion_similarity", motion_similarity, -1.0, 1.0, ("t2m",), asks_encoder=True),
        Reward("semantic_similarity", semantic_similarity, -1.0, 1.0, ("t2m",), asks_encoder=True),
        Reward("text_motion_consistency", text_motion_consistency, -1.0, 1.0, ("t2m",), asks_encoder=True),
        Reward("physical_plausibility", physical_plausibility, 0.0, 1.0, ("t2m",)),
        Reward("plan_agreement", plan_agreement, 0.0, 1.0, ("t2m",)),
        Reward("motion_retrieval", motion_retrieval, -1.0, 1.0, ("m2t",), asks_encoder=True),
        Reward("semantic_alignment", semantic_alignment, -1.0, 1.0, ("m2t",)),
        Reward("reasoning_coherence", reasoning_coherence, 0.0, 1.0),
    )
}
"""Every reward by its name, in the order in which they are logged."""
