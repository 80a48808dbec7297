"""What an evaluation is made of: motions with their captions, as each protocol cuts them from a corpus."""

from kinemind.evaluation.cases.bench import bench_cases
from kinemind.evaluation.cases.case import Case
from kinemind.evaluation.cases.guo2022 import guo2022_cases
from kinemind.evaluation.cases.limiting import evenly_spaced
from kinemind.evaluation.cases.sequential import Segment, SequentialCase, sequential_cases

__all__ = [
    "Case",
    "Segment",
    "SequentialCase",
    "bench_cases",
    "evenly_spaced",
    "guo2022_cases",
    "sequential_cases",
]
