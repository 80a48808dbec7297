"""Chain-of-Motion (MoRL, arXiv 2602.14534): candidates, scores without a reference, reflection, choice."""

from kinemind.chain_of_motion.chain import Candidate, Chain, Round
from kinemind.chain_of_motion.settings import WEIGHTS, ChainOfMotion

__all__ = ["WEIGHTS", "Candidate", "Chain", "ChainOfMotion", "Round"]
