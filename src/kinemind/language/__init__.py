"""Text on both sides of the motion: vocabulary, prompts, grammar, plans, constrained decoding, policy."""
