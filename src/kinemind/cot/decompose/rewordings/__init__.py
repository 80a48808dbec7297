"""Everyday turns of phrase put into the plain sentences that the rules read."""

from __future__ import annotations

from kinemind.cot.decompose.rewordings.ellipses import written_out
from kinemind.cot.decompose.rewordings.idioms import without_idioms
from kinemind.cot.decompose.rewordings.named_before import with_verbs
from kinemind.cot.decompose.rewordings.passives import in_active


def reword(text: str) -> str:
    """Lower-case text in plainer words with the same meaning."""
    return with_verbs(written_out(in_active(without_idioms(text))))
