"""Sets of prompts and how their motions are judged: by the measured facts, never by a learned model."""

from kinemind.evaluation.prompts.acceptance import CHECKS, check_prompts
from kinemind.evaluation.prompts.check import Attempt, Generate, PromptCheck, PromptReport, judge_prompts

__all__ = [
    "CHECKS",
    "Attempt",
    "Generate",
    "PromptCheck",
    "PromptReport",
    "check_prompts",
    "judge_prompts",
]
