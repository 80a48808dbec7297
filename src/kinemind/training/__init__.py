"""Training, stage by stage: tokenizer, then the policy."""
