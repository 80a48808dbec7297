"""Whether one text follows from another: a trained NLI model by name, or rules offline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

OFFLINE = "claims"
"""The rules of `claims.py`, which need no model."""


@runtime_checkable
class Entailment(Protocol):
    """How probable it is that premises entail hypotheses, pair by pair, 0..1.

    MoRL's coherence reward is such a probability with the reasoning as premise and the answer as hypothesis
    (R_coh, arXiv 2602.14534).
    """

    @property
    def name(self) -> str: ...
    def probability(self, premises: Sequence[str], hypotheses: Sequence[str]) -> Float[np.ndarray, " N"]: ...


def open_entailment(model: str = OFFLINE, device: str = "auto") -> Entailment:
    """The rules (`claims`), else the NLI classifier in a local folder or of a hub name.

    `device` "auto" takes a GPU where there is one; the rules need none.  Raises InputError where the model
    cannot be used as it is: no fallback, for another judge would give other numbers under the same name.
    """
    if model == OFFLINE:
        from kinemind.encoders.entailment.claims import ClaimEntailment

        return ClaimEntailment()
    from kinemind.encoders.entailment.classifier import load_classifier

    return load_classifier(model, device)
