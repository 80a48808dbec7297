"""The Guo-2022 evaluator (HumanML3D's protocol P1): networks, published files, words, tags."""

from kinemind.encoders.guo2022.evaluator import Guo2022Evaluator, open_guo2022, read_guo2022
from kinemind.encoders.guo2022.published import KINDS, EvaluatorKind, find_files
from kinemind.encoders.guo2022.tagger import LexiconTagger, learn_tagger

__all__ = [
    "KINDS",
    "EvaluatorKind",
    "Guo2022Evaluator",
    "LexiconTagger",
    "find_files",
    "learn_tagger",
    "open_guo2022",
    "read_guo2022",
]
