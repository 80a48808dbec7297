"""Training recipes: one YAML file with a section a stage, checked; unknown keys are an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kinemind.encoders.contrastive.config import ContrastiveConfig
from kinemind.errors import InputError
from kinemind.tokenizer.vqvae import VQVAEConfig
from kinemind.training.trackers import TrackerName


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
    trackers: tuple[TrackerName, ...] = ("tensorboard",)
    """Where logged figures go beside metrics.jsonl: tensorboard, wandb (`pip install wandb`)."""


class TokenizerStage(Stage):
    """Training of the motion tokenizer (`kinemind train tokenizer`)."""

    vqvae: VQVAEConfig = VQVAEConfig()
    start_from: str = ""
    """Run folder of a tokenizer whose weights, codebooks and statistics to start from."""
    decoder_only: bool = False
    """Train the decoder alone: every token keeps its meaning.  `start_from` may then be a bundle's folder."""
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
    slide_weight: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    """Weight of how much worse toes stand than the true ones (slide, hop, drag, sink), in metres a frame."""
    jerk_weight: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    """Weight of the difference in each joint's mean jerk, in 100 m/s³ (reconstructions are too smooth)."""
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


class LoRA(BaseModel):
    """Low-rank adapters on attention and feed-forward projections; the token embeddings train whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rank: int = Field(default=0, ge=0)
    """0 trains every weight."""
    alpha: int = Field(default=64, gt=0)
    dropout: float = Field(default=0.1, ge=0, lt=1)


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
    use_reasoning: bool = True
    """Off: answers have no <think> section, and captions without a motion are not drawn."""
    m2t_share: float = Field(default=0.25, ge=0, le=1)
    """Share of the draws that describe a motion, where both tasks are trained."""
    text_only_share: float = Field(default=0.1, ge=0, lt=1)
    """Share of the draws that are captions without a motion (their reasoning alone is learnt)."""
    epochs: float = Field(default=0, ge=0, allow_inf_nan=False)
    """As many draws as that many passes over the records would be; 0 counts `steps` instead."""
    batch_size: int = Field(default=32, gt=0)
    """Sequences an optimizer step, over all processes and parts."""
    accumulation: int = Field(default=1, gt=0)
    """Parts in which a process's sequences of a step go through the model."""
    warmup: int = 200
    weight_decay: float = 0.01
    min_learning_rate: float = 1e-5
    max_grad_norm: float = 1.0
    reasoning_weight: float = 1.0
    motion_weight: float = 1.0
    bf16: bool = False
    """Compute in bfloat16 (autocast)."""
    dtype: Literal["float32", "bfloat16"] = "float32"
    """What frozen weights are kept in: bfloat16, with `bf16`, halves their memory under LoRA."""
    gradient_checkpointing: bool = False
    """Compute activations again in the backward pass: less memory, about a third more time."""
    lora: LoRA = LoRA()
    lora_m2t: LoRA | None = None
    """The adapters of `training_task: m2t`, where they are others."""
    cot: CotData = CotData()

    @property
    def adapters(self) -> LoRA:
        """The adapters of the training task."""
        return self.lora_m2t if self.lora_m2t and self.training_task == "m2t" else self.lora

    @model_validator(mode="after")
    def _frozen_weights(self) -> SFTStage:
        if self.dtype == "bfloat16" and not (self.bf16 and self.adapters.rank):
            raise ValueError("dtype bfloat16 is for frozen weights: it wants bf16 and a LoRA rank above 0")
        return self


class RLVRStage(Stage):
    """Reinforcement learning on verifiable rewards: GRPO from a cold start (`kinemind train rlvr`)."""

    start_from: str = ""
    """Bundle or run folder of the cold start: policy, motion tokenizer, dialect and prompts."""
    reference: str = ""
    """Bundle whose policy the KL term holds on to (MoRL's --rl-reference-ckpt); empty: `start_from`."""
    reward_encoder: str = ""
    """Bundle that holds the reward encoder; empty: `start_from`."""
    cot_train_jsonl: str = ""
    """Records whose captions and motions are the prompts; empty: made by rules from `data`."""
    cot: CotData = CotData()
    training_task: Literal["t2m", "m2t", "both"] = "both"
    m2t_share: float = Field(default=0.5, ge=0, le=1)
    """Share of the prompts that describe a motion, where both tasks are trained."""
    epochs: float = Field(default=0, ge=0, allow_inf_nan=False)
    """Passes over the prompts (MoRL's --rl-epochs); 0 counts `steps` instead."""
    prompts: int = Field(default=4, gt=0)
    """Prompts an optimizer step, over all processes."""
    group_size: int = Field(default=8, gt=1)
    """Answers a prompt (G)."""
    iterations: int = Field(default=1, gt=0)
    """Optimizer passes over the same answers."""
    accumulation: int = Field(default=1, gt=0)
    """Parts in which a step's answers go through the model."""
    kl_coef: float = Field(default=0.02, ge=0, allow_inf_nan=False)
    """β of the KL divergence from the reference."""
    clip_eps: float = Field(default=0.2, gt=0, allow_inf_nan=False)
    """ε of the clipped ratio against the old policy."""
    loss_type: Literal["grpo", "dr_grpo", "dapo", "bnpo"] = "grpo"
    temperature: float = Field(default=1.0, gt=0, allow_inf_nan=False)
    rewards: dict[str, float] = {}
    """Weight of every reward by its name; empty: those of the dialect's paper."""
    normalise: Literal["component", "total"] = "component"
    """Whether each reward is normalised within its group before the weighted sum, or the sum is."""
    scale: Literal["group", "batch", "none"] = "group"
    """What the advantage is divided by, where the total is normalised."""
    max_reasoning: int = Field(default=160, gt=0)
    max_seconds: float = Field(default=15.0, gt=0)
    """Longest motion that is written; with the reasoning it bounds a completion."""
    warmup: int = 10
    schedule: Literal["constant_with_warmup", "cosine", "linear"] = "constant_with_warmup"
    weight_decay: float = 0.0
    max_grad_norm: float = 0.1
    bf16: bool = False
    gradient_checkpointing: bool = False
    lora: LoRA = LoRA()
    sentence_encoder: str = "all-MiniLM-L6-v2"
    entailment: str = "claims"
    """NLI model for reasoning coherence, or the offline rules (`claims`)."""
    reward_device: str = "auto"
    """Where the rewards' models run: auto (the policy's device), cpu, cuda:1, …"""
    rollouts: Literal["own", "transformers", "vllm-colocate", "vllm-server"] = "own"
    """Who draws the answers: our decoding loop (one process or DDP), transformers' (FSDP, DeepSpeed), or vLLM
    in the process or on a server."""
    vllm_server_url: str = ""
    report_every: int = Field(default=0, ge=0)
    """Steps between two reports on val; 0: none."""
    report_cases: int = Field(default=128, gt=0)
    """Val motions, the same ones every time, that a report generates and describes."""
    keep: Literal["best", "last"] = "best"
    """Which weights become the bundle: those of the report with the highest val/score, or the last."""


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
