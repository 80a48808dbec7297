"""Whom the rewards ask: motion tokenizer, reward encoder, sentence encoder and a judge of entailment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kinemind.bundle import Bundle
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.encoders.entailment import OFFLINE as CLAIMS
from kinemind.encoders.entailment import Entailment, open_entailment
from kinemind.encoders.sentence import OFFLINE as OFFLINE_SENTENCES
from kinemind.encoders.sentence import SentenceEncoder, sentence_encoder
from kinemind.tokenizer import MotionTokenizer


@dataclass(frozen=True, eq=False)
class Judges:
    """Models that answers are scored with; each is read when a reward first asks for it.

    `encoder` is a reward encoder: what evaluation measures with (the metric encoder) never comes here.
    """

    motion_tokenizer: MotionTokenizer
    encoder_of: Bundle | None = None
    """The bundle whose reward encoder is asked."""
    sentences_name: str = OFFLINE_SENTENCES
    entailment_name: str = CLAIMS
    device: str = "cpu"
    """Where all of them run."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "motion_tokenizer", self.motion_tokenizer.to(self.device))

    @cached_property
    def encoder(self) -> MotionTextEncoder:
        """Raises InputError where the bundle has no reward encoder."""
        assert self.encoder_of is not None, "no reward asked for an encoder when these judges were called"
        return self.encoder_of.reward_encoder.to(self.device)

    @cached_property
    def sentences(self) -> SentenceEncoder:
        return sentence_encoder(self.sentences_name, self.device)

    @cached_property
    def entailment(self) -> Entailment:
        return open_entailment(self.entailment_name, self.device)
