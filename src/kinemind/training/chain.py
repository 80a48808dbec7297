"""What a stage needs of earlier ones: named, or trained first from the recipe that names them.

RUN/tokenizer  the motion tokenizer's run      RUN/sft     the cold start's run
RUN/reward     the reward encoder's run        RUN/start   both as one bundle, which RLVR starts from
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kinemind.bundle import Bundle, folder_digest
from kinemind.bundle_packing import Replacements, pack
from kinemind.corpora import open_data
from kinemind.encoders.contrastive.motion_text import Role
from kinemind.errors import InputError
from kinemind.language.dialects import tasks_of
from kinemind.training.config import EncoderStage, Recipe, RLVRStage, SFTStage, TokenizerStage, override
from kinemind.training.cot_records import data_hash
from kinemind.training.processes import processes
from kinemind.training.run import Run


def ready_sft(stage: SFTStage, recipe: Recipe, folder: Path, resume: bool) -> SFTStage:
    """The stage with its motion tokenizer.

    One that is not named is that of `start_from`; the embedded nano bundle's for records that are given (as
    `kinemind cot build` takes it); else the recipe's tokenizer stage is trained into `folder`/tokenizer.
    Raises InputError where there is none of these.
    """
    if stage.tokenizer:
        return stage
    if stage.start_from or stage.cot_train_jsonl:
        bundle = Bundle.open(stage.start_from or "nano")
        _say(f"tokenizer: that of the bundle {bundle.name} (--tokenizer names another)")
        return override(stage, {"tokenizer": str(bundle.path)})
    if "tokenizer" not in recipe.model_fields_set:
        raise InputError(
            "name the folder of a trained motion tokenizer (--tokenizer), or a --config with a tokenizer "
            "stage, which is trained first"
        )
    earlier = override(recipe.tokenizer, {"data": recipe.tokenizer.data or stage.data})
    _train_tokenizer(earlier, folder / "tokenizer", resume)
    return override(stage, {"tokenizer": str(folder / "tokenizer")})


def ready_rlvr(stage: RLVRStage, recipe: Recipe, folder: Path, resume: bool) -> RLVRStage:
    """The stage with its cold start and its reward encoder.

    A start that is not named is the recipe's sft stage, trained into `folder`/sft; in a recipe without one it
    is the embedded nano bundle.  A reward encoder that is missing is the recipe's, trained into
    `folder`/reward and put beside the start in `folder`/start; in a recipe without one it is nano's.
    Raises InputError.
    """
    # what is missing or wrong is told before the earlier stages, which take long
    data_hash(stage)
    asks = _asks_encoder(stage, recipe)
    if not stage.start_from:
        stage = override(stage, {"start_from": _cold_start(stage, recipe, folder, resume)})
    if not asks or stage.reward_encoder or Bundle.open(stage.start_from).has_reward_encoder:
        return stage
    data = recipe.encoders.reward.data or stage.data
    if "encoders" not in recipe.model_fields_set or not data:
        _say("reward encoder: that of the embedded nano bundle (--reward-encoder names another)")
        return override(stage, {"reward_encoder": "nano"})
    _train_encoder(override(recipe.encoders.reward, {"data": data}), folder / "reward", resume)
    start = folder / "start"
    with processes().main_process_first():
        if not (start / "bundle.json").is_file():
            pack(start, Bundle.open(stage.start_from), Replacements(reward=str(folder / "reward")))
    return override(stage, {"start_from": str(start)})


def _cold_start(stage: RLVRStage, recipe: Recipe, folder: Path, resume: bool) -> str:
    if "sft" not in recipe.model_fields_set:
        _say("cold start: the embedded nano bundle (--start-from names another)")
        return "nano"
    given = {
        "data": recipe.sft.data or stage.data,
        "cot_train_jsonl": recipe.sft.cot_train_jsonl or stage.cot_train_jsonl,
    }
    earlier = ready_sft(override(recipe.sft, given), recipe, folder, resume)
    from kinemind.training.sft import train_sft

    place = folder / "sft"
    state = processes()
    with state.main_process_first():
        Run(place, earlier, resume or not state.is_main_process, data_hash(earlier))
    if not (place / "bundle" / "bundle.json").is_file():
        train_sft(earlier, place, resume=True)
    return str(place / "bundle")


def _train_tokenizer(stage: TokenizerStage, folder: Path, resume: bool) -> None:
    from kinemind.training.tokenizer import train_tokenizer

    state = processes()
    with state.main_process_first():
        if not _finished(stage, folder, resume or not state.is_main_process):
            train_tokenizer(stage, folder, resume=True)


def _train_encoder(stage: EncoderStage, folder: Path, resume: bool) -> None:
    from kinemind.training.encoders import train_encoder

    state = processes()
    with state.main_process_first():
        if not _finished(stage, folder, resume or not state.is_main_process):
            train_encoder(stage, "reward", folder, resume=True)


def is_trained(stage: TokenizerStage | EncoderStage | SFTStage | RLVRStage, folder: Path) -> bool:
    """Whether the run in the folder came to its end.  Raises InputError for a run of another config."""
    if not (folder / "config.yaml").is_file():
        return False
    if isinstance(stage, SFTStage | RLVRStage):
        Run(folder, stage, True, data_hash(stage))
        return (folder / "bundle" / "bundle.json").is_file()
    product = "tokenizer" if isinstance(stage, TokenizerStage) else "encoder"
    return _finished(stage, folder, True) and (folder / product / "config.json").is_file()


@dataclass(frozen=True)
class Packing:
    """A bundle of the policy and motion tokenizer that a run ended with, and of encoders trained apart."""

    folder: Path
    policy: Path
    """Run folder of sft or rlvr."""
    encoders: Mapping[Role, Path]
    """Run folder of every encoder."""
    name: str = ""
    half: bool = False
    """Write the encoders in 16 bits."""

    def run(self) -> Path:
        """Pack, and the folder of the bundle.  Raises InputError where the parts do not fit."""
        parts = Replacements(**{role: str(place) for role, place in self.encoders.items()})
        return pack(self.folder, Bundle.open(self.policy), parts, name=self.name, half=self.half)

    def done(self) -> bool:
        """Whether the bundle is there, undamaged, and of these very parts."""
        if not (self.folder / "bundle.json").is_file():
            return False
        packed = Bundle.open(self.folder)
        came = packed.manifest.get("provenance", {})
        wanted = {f"encoders/{role}": folder_digest(p / "encoder") for role, p in self.encoders.items()}
        wanted["packed_from"] = Bundle.open(self.policy).digest
        return all(came.get(part, {}).get("digest") == digest for part, digest in wanted.items()) and all(
            folder_digest(packed.path / part) == digest for part, digest in packed.stated_digests.items()
        )


def _finished(stage: TokenizerStage | EncoderStage, folder: Path, resume: bool) -> bool:
    """Whether the run in the folder has come to its last step.  Raises InputError for another run."""
    state = Run(folder, stage, resume, open_data(stage.data).content_hash).load_checkpoint()
    return state is not None and int(state["step"]) >= stage.steps


def _asks_encoder(stage: RLVRStage, recipe: Recipe) -> bool:
    """Whether a reward of the stage needs a reward encoder.  Raises InputError for rewards that are not."""
    from kinemind.rewards import REWARDS
    from kinemind.rewards.mixing import weights_of

    if stage.start_from or "sft" not in recipe.model_fields_set:
        dialect = Bundle.open(stage.start_from or "nano").dialect
    else:
        dialect = recipe.sft.dialect
    weights = weights_of(stage.rewards, dialect, tasks_of(stage.training_task))
    return any(REWARDS[name].asks_encoder for name in weights)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
