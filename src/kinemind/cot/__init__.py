"""Chains of thought: records of (task, caption, motion, reasoning, answer) and the plans made for them."""
