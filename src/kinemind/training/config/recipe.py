"""A recipe: one YAML file with a section a stage, checked; unknown keys are an error."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from kinemind.errors import InputError
from kinemind.training.config.encoders import EncoderStages
from kinemind.training.config.rlvr import RLVRStage
from kinemind.training.config.sft import SFTStage
from kinemind.training.config.stage import checked
from kinemind.training.config.tokenizer import TokenizerStage


class Evaluation(BaseModel):
    """What the finished bundle of `kinemind train all` is asked; the defaults are a quick look."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    split: Literal["train", "val", "test"] = "test"
    seed: int = Field(default=0, ge=0)
    num_repeats: int = Field(default=1, gt=0)
    limit: int | None = Field(default=24, ge=2)
    """Only so many motions of the split, evenly spaced; null: all of them."""
    mm_texts: int = Field(default=0, ge=0)
    """Texts for MultiModality; 0 leaves it out."""
    prompt_seeds: int = Field(default=0, ge=0)
    """Takes a prompt of the acceptance and the multi-step set; 0 leaves both out."""
    processes: int = Field(default=0, ge=0)
    """Processes that generate; 0: one a core."""


class Recipe(BaseModel):
    """A whole recipe file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tokenizer: TokenizerStage = TokenizerStage()
    decoder: TokenizerStage = TokenizerStage(decoder_only=True)
    """The tokenizer's decoder trained again under its own weights of the loss; `train all` alone reads it,
    and sets `decoder_only`, `start_from` and `vqvae`."""
    encoders: EncoderStages = EncoderStages()
    sft: SFTStage = SFTStage()
    rlvr: RLVRStage = RLVRStage()
    evaluation: Evaluation = Evaluation()


def load_recipe(path: str | Path | None) -> Recipe:
    """Read a recipe YAML.  Raises InputError for a missing file, bad YAML, unknown keys or bad values."""
    if path is None:
        return Recipe()
    try:
        content = yaml.safe_load(Path(path).read_text()) or {}
    except OSError as error:
        raise InputError(f"the recipe {path} cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"the recipe {path} is no valid YAML: {str(error).splitlines()[0]}") from None
    return checked(Recipe, content, str(path))
