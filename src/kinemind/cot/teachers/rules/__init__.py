"""The offline teacher: sub-actions by rules, grounded in the measured phases, worded from a seed."""

from kinemind.cot.teachers.rules.teacher import WORDINGS, RulesTeacher, Wording, named_wording

__all__ = ["WORDINGS", "RulesTeacher", "Wording", "named_wording"]
