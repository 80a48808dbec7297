"""Training recipes: one YAML file with a section a stage."""

from kinemind.training.config.encoders import EncoderStage, EncoderStages
from kinemind.training.config.recipe import Evaluation, Recipe, load_recipe
from kinemind.training.config.records import CotData
from kinemind.training.config.rlvr import RLVRStage
from kinemind.training.config.sft import LoRA, ModelSizes, SFTStage
from kinemind.training.config.stage import Stage, checked, override
from kinemind.training.config.tokenizer import TokenizerStage

__all__ = [
    "CotData",
    "EncoderStage",
    "EncoderStages",
    "Evaluation",
    "LoRA",
    "ModelSizes",
    "RLVRStage",
    "Recipe",
    "SFTStage",
    "Stage",
    "TokenizerStage",
    "checked",
    "load_recipe",
    "override",
]
