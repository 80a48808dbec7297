"""Captions split into ordered sub-actions by rules."""

from kinemind.cot.decompose.canonical import canonical_text
from kinemind.cot.decompose.decomposition import decompose
from kinemind.cot.decompose.labels import action_of_content, labels_for
from kinemind.cot.decompose.sub_action import ACTIONS, SubAction

__all__ = ["ACTIONS", "SubAction", "action_of_content", "canonical_text", "decompose", "labels_for"]
