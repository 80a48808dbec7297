"""Encoders: sentences, text and motion in one space, the Guo-2022 evaluator, entailment."""
