"""A tiny corpus, recipe and bundle, made in seconds and without the shared data."""

from __future__ import annotations

from pathlib import Path

import yaml

from kinemind.cli.main import main

TINY = {
    "tokenizer": {
        "steps": 30,
        "batch_size": 8,
        "window": 32,
        "warmup": 2,
        "log_every": 5,
        "checkpoint_every": 10,
        "evaluate_every": 20,
        "learning_rate": 1e-3,
        "vqvae": {"num_codes": 32, "num_quantizers": 2, "code_dim": 16, "width": 16, "depth": 1},
    },
    "sft": {
        "steps": 8,
        "batch_size": 4,
        "warmup": 2,
        "log_every": 2,
        "checkpoint_every": 4,
        "cot": {"new_composites": 0},
        "learning_rate": 3e-3,
        "sizes": {
            "vocabulary": 400,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_key_value_heads": 1,
            "head_dim": 16,
        },
    },
}


def run(*words: str | Path) -> int:
    """The exit code of a `kinemind` command run in this process."""
    try:
        main([str(word) for word in words])
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def make_data(folder: Path, clips: int = 40) -> Path:
    """An imported store of synthetic clips."""
    assert run("data", "import", "synthetic", clips, "-o", folder) == 0
    return folder


def make_recipe(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "tiny.yaml"
    path.write_text(yaml.safe_dump(TINY))
    return path
