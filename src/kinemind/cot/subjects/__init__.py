"""Subjects for traces: every motion of a corpus with every caption, facts measured and tokens encoded."""

from kinemind.cot.subjects.draft import Draft, Scene
from kinemind.cot.subjects.origins import Selection
from kinemind.cot.subjects.stream import Drafts, subjects
from kinemind.cot.subjects.text_only import caption_subjects, read_captions, rehearsal_subjects

__all__ = [
    "Draft", "Drafts", "Scene", "Selection", "caption_subjects", "read_captions", "rehearsal_subjects",
    "subjects",
]  # fmt: skip
