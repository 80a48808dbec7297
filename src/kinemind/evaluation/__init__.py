"""Evaluation: figures of the tokenizer and of generated motions, by named protocols."""
