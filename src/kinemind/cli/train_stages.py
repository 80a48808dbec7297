"""The stages of `kinemind train all`, in order: what each one makes, and out of what."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import cast

from kinemind.cli.train_evaluation import evaluations
from kinemind.cli.train_records import Records
from kinemind.corpora import open_data
from kinemind.encoders.contrastive.motion_text import Role
from kinemind.errors import InputError
from kinemind.training.chain import Packing, is_trained
from kinemind.training.config import EncoderStage, Recipe, TokenizerStage, override
from kinemind.training.encoders import train_encoder
from kinemind.training.rlvr import train_rlvr
from kinemind.training.sft import train_sft
from kinemind.training.tokenizer import train_tokenizer
from kinemind.training.whole import Stage


def stages_of(recipe: Recipe, folder: Path, captions: Path | None) -> list[Stage]:
    """The stages of a recipe, each into a folder of its own; those it does not name are left out.

    `recipe` as `whole_recipe` gives it; `captions`: a file of captions without a motion.
    """
    named = recipe.model_fields_set
    roles = {cast(Role, role): (stage, folder / role) for role, stage in recipe.encoders}
    encoders = {role: place for role, (_, place) in roles.items()}

    stages = [_tokenizer("tokenizer", recipe.tokenizer, folder)]
    tokenizer = folder / "tokenizer"
    if "decoder" in named:
        sizes = recipe.tokenizer.vqvae.model_dump()
        changes = {"decoder_only": True, "start_from": str(tokenizer), "vqvae": sizes}
        stages.append(_tokenizer("decoder", override(recipe.decoder, changes), folder))
        tokenizer = folder / "decoder"

    # the decoder changes no token: records of the first tokenizer are the second's
    records = Records(recipe.sft, folder / "tokenizer", captions, folder / "records")
    stages.append(Stage("records", records.write, records.done))

    stages += [_encoder(role, stage, place) for role, (stage, place) in roles.items()]

    sft = override(recipe.sft, {"tokenizer": str(tokenizer), "cot_train_jsonl": str(records.file)})
    place = folder / "sft"
    stages.append(Stage("sft", partial(train_sft, sft, place, resume=True), partial(is_trained, sft, place)))

    if "rlvr" in named:
        # reports on val are judged by this chain's encoder, not by the embedded bundle's
        start = Packing(folder / "start", folder / "sft", encoders)
        stages.append(Stage("start", start.run, start.done))
        given = {"start_from": str(start.folder), "cot_train_jsonl": str(records.file)}
        rlvr, place = override(recipe.rlvr, given), folder / "rlvr"
        stages.append(
            Stage("rlvr", partial(train_rlvr, rlvr, place, resume=True), partial(is_trained, rlvr, place))
        )

    bundle = Packing(folder / "bundle", place, encoders, name=folder.name, half=True)
    stages.append(Stage("bundle", bundle.run, bundle.done))
    return stages + evaluations(recipe.evaluation, recipe.sft.data, bundle.folder, folder / "eval")


def check_recipe(recipe: Recipe, captions: Path | None) -> None:
    """Raises InputError for what would otherwise only be told after hours."""
    from kinemind.cot.subjects import read_captions
    from kinemind.language.dialects import tasks_of
    from kinemind.rewards.mixing import weights_of

    if not open_data(recipe.tokenizer.data).clips("train"):
        raise InputError(f"{recipe.tokenizer.data} has no motions in its train split")
    if captions is not None:
        read_captions(captions)
    if "rlvr" in recipe.model_fields_set:
        weights_of(recipe.rlvr.rewards, recipe.sft.dialect, tasks_of(recipe.rlvr.training_task))


def _tokenizer(name: str, stage: TokenizerStage, folder: Path) -> Stage:
    place = folder / name
    return Stage(name, partial(train_tokenizer, stage, place, resume=True), partial(is_trained, stage, place))


def _encoder(role: Role, stage: EncoderStage, place: Path) -> Stage:
    run = partial(train_encoder, stage, role, place, resume=True)
    return Stage(f"{role} encoder", run, partial(is_trained, stage, place))
