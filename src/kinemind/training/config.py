"""Training recipes: one YAML file with a section a stage, checked; unknown keys are an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kinemind.encoders.contrastive.config import ContrastiveConfig
from kinemind.errors import InputError
from kinemind.tokenizer.vqvae import VQVAEConfig


class Stage(BaseModel):
    """What every stage has: its data, steps and seed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: str = ""
    seed: int = 0
    steps: int = Field(default=10_000, gt=0)
    learning_rate: float = Field(default=2e-4, gt=0, allow_inf_nan=False)
    threads: int = Field(default=0, ge=0)
    """Torch threads; 0 leaves torch's own choice."""
    log_every: int = Field(default=50, gt=0)
    checkpoint_every: int = Field(default=500, gt=0)


class TokenizerStage(Stage):
    """Training of the motion tokenizer (`kinemind train tokenizer`)."""

    vqvae: VQVAEConfig = VQVAEConfig()
    start_from: str = ""
    """Run folder of a tokenizer whose weights, codebooks and statistics to start from."""
    batch_size: int = Field(default=256, gt=0)
    window: int = Field(default=64, ge=16, multiple_of=4)
    warmup: int = 500
    weight_decay: float = 0.0
    bf16: bool = False
    mirror: bool = True
    composites: bool = True
    new_composites: int = 0
    """How many composites to make from the train clips beside the data's own."""
    balance: float = Field(default=0.5, ge=0, le=1)
    """How far rare contents are drawn more often: 0 not at all, 1 every content equally."""
    commit_weight: float = 0.02
    features_weight: float = 1.0
    velocity_weight: float = 0.5
    joints_weight: float = 1.0
    evaluate_every: int = 1000


class ModelSizes(BaseModel):
    """A language model trained from scratch (Qwen3 architecture)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vocabulary: int = 2048
    hidden_size: int = 256
    intermediate_size: int = 768
    num_hidden_layers: int = 6
    num_attention_heads: int = 8
    num_key_value_heads: int = 4
    head_dim: int = 32
    max_position_embeddings: int = 2048


class CotData(BaseModel):
    """What the rules teacher writes records for, where no file of records is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mirror: bool = True
    new_composites: int = Field(default=1500, ge=0)
    """How many composites to make from the train clips beside the data's own."""
    plain: bool = True
    """One more caption a motion, in the plainest words."""
    rehearsals: int = Field(default=0, ge=0)
    """Captions without a motion, made of the data's own words, to learn decomposing from."""
    balance: float = Field(default=0.75, ge=0, le=1)
    """How far rare contents are drawn more often: 0 not at all, 1 every content equally."""


class SFTStage(Stage):
    """Supervised fine-tuning of the policy (`kinemind train sft`)."""

    tokenizer: str = ""
    """Folder of a trained motion tokenizer, or of a bundle that holds one."""
    base_model: str = ""
    """A Hugging Face model folder or name to start from; empty trains `sizes` from scratch."""
    start_from: str = ""
    """A bundle (`nano`, a folder) whose policy, vocabulary and prompt style to go on from."""
    new_vocabulary: bool = False
    """With `start_from`: a vocabulary of the records' own words; new tokens start as what spelled them."""
    sizes: ModelSizes = ModelSizes()
    dialect: Literal["motion-r1", "morl"] = "morl"
    cot_train_jsonl: str = ""
    """File of CoT records; empty: the rules teacher makes them from `data` as `cot` says."""
    training_task: Literal["t2m", "m2t", "both"] = "both"
    m2t_share: float = Field(default=0.25, ge=0, le=1)
    """Share of the draws that describe a motion, where both tasks are trained."""
    text_only_share: float = Field(default=0.1, ge=0, lt=1)
    """Share of the draws that are captions without a motion (their reasoning alone is learnt)."""
    batch_size: int = Field(default=32, gt=0)
    warmup: int = 200
    weight_decay: float = 0.01
    min_learning_rate: float = 1e-5
    max_grad_norm: float = 1.0
    reasoning_weight: float = 1.0
    motion_weight: float = 1.0
    bf16: bool = False
    cot: CotData = CotData()


class EncoderStage(Stage):
    """Training of one contrastive text–motion encoder (`kinemind train encoders --role reward|metric`)."""

    model: ContrastiveConfig = ContrastiveConfig()
    folds: int = Field(default=5, gt=1)
    fold: int = Field(default=0, ge=0)
    """The part of the train recordings, by the hash of the recording, that this encoder never sees."""
    mirror: bool = True
    composites: bool = True
    new_composites: int = Field(default=1500, ge=0)
    """How many composites to make from the train clips of the fold beside the data's own."""
    composite_share: float = Field(default=0.4, ge=0, lt=1)
    """Share of the draws that are composites."""
    balance: float = Field(default=0.5, ge=0, le=1)
    """How far rare contents are drawn more often: 0 not at all, 1 every content equally."""
    batch_size: int = Field(default=128, gt=1)
    warmup: int = 100
    weight_decay: float = 0.05
    max_grad_norm: float = 1.0
    near_threshold: float = Field(default=0.9, ge=-1, le=1)
    """Cosine from which on captions of one meaning are no negatives of each other."""
    word_dropout: float = Field(default=0.1, ge=0, lt=1)
    """Share of the word pieces that are left out at random."""
    rewordings: int = Field(default=24, ge=0)
    """Wordings of every label from the bank of everyday phrasings."""
    captions: str = ""
    """Human captions without a motion (JSON lines with id and text): more wordings of plain labels."""
    reworded_share: float = Field(default=0.4, ge=0, lt=1)
    """Share of the draws, among motions that have them, whose caption is one of those wordings."""
    noise: float = Field(default=0.05, ge=0)
    """Deviation of the noise added to normalised features."""
    averaging: float = Field(default=0.998, ge=0, lt=1)
    """Decay of the running average of the weights, which is what is kept."""
    bf16: bool = False
    evaluate_every: int = 250


class EncoderStages(BaseModel):
    """The two encoders of a bundle, trained apart."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reward: EncoderStage = EncoderStage(
        model=ContrastiveConfig(motion="convolution", text="queries", dimension=256, layers=6, patch=4),
        seed=1,
        fold=1,
    )
    metric: EncoderStage = EncoderStage(seed=2, fold=2)


class Recipe(BaseModel):
    """A whole recipe file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tokenizer: TokenizerStage = TokenizerStage()
    encoders: EncoderStages = EncoderStages()
    sft: SFTStage = SFTStage()


StageT = TypeVar("StageT", bound=Stage)


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


def override(stage: StageT, changes: dict[str, Any]) -> StageT:
    """The stage with the changes that are not None laid over it, checked again."""
    given = {key: value for key, value in changes.items() if value is not None}
    return checked(type(stage), {**stage.model_dump(), **given}, "the command line")


ModelT = TypeVar("ModelT", bound=BaseModel)


def checked(model: type[ModelT], content: Any, where: str) -> ModelT:
    """The content as a config model.  Raises InputError that names the first fault."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise InputError(f"{where}: {place}: {first['msg']}") from None
