"""A bundle: a folder with motion tokenizer, policy and `bundle.json`; safetensors and JSON only."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.errors import InputError
from kinemind.language.dialects import Dialect
from kinemind.language.prompts import PromptStyle
from kinemind.tokenizer import MotionTokenizer

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

    from kinemind.language.policy import Policy

FORMAT = 1
EMBEDDED = Path(__file__).parent / "bundles"
PARTS = ("tokenizer", "policy")
"""What a bundle must hold; `encoders/reward` and `encoders/metric` may be there too."""


@dataclass(frozen=True)
class Bundle:
    """An opened bundle; its parts are read when first asked for."""

    path: Path
    name: str
    dialect: Dialect
    style: PromptStyle
    manifest: Mapping[str, Any]

    @classmethod
    def open(cls, place: str | Path = "nano") -> Bundle:
        """A bundle by the name of an embedded one (`nano`) or by folder.  Raises InputError."""
        folder = EMBEDDED / str(place) if (EMBEDDED / str(place) / "bundle.json").is_file() else Path(place)
        if (folder / "bundle" / "bundle.json").is_file():  # a run folder
            folder = folder / "bundle"
        if not (folder / "bundle.json").is_file():
            raise InputError(
                f"there is no bundle {str(place)!r}: give `nano` or a folder that holds bundle.json"
            )
        try:
            manifest = json.loads((folder / "bundle.json").read_text())
            version_read, dialect, name = manifest["format"], manifest["dialect"], str(manifest["name"])
            style = PromptStyle.from_json(manifest["prompt_style"])
        except InputError:
            raise
        except (OSError, ValueError, KeyError, TypeError):
            raise InputError(f"{folder / 'bundle.json'} is not a readable bundle description") from None
        if version_read != FORMAT:
            raise InputError(f"the bundle {folder} has format {version_read}, this version reads {FORMAT}")
        if dialect not in get_args(Dialect):
            raise InputError(f"the bundle {folder} has the unknown dialect {dialect!r}")
        missing = [part for part in PARTS if not (folder / part).is_dir()]
        if missing:
            raise InputError(f"the bundle {folder} lacks its {missing[0]} folder")
        digests = manifest.get("digests", {})
        if not (isinstance(digests, dict) and all(map(_is_part, digests))):
            raise InputError(f"{folder / 'bundle.json'} is not a readable bundle description")
        return cls(folder, name, cast(Dialect, dialect), style, manifest)

    @property
    def reasoning(self) -> bool:
        """Whether the policy reasons before it answers; bundles that do not say so do."""
        return self.manifest.get("reasoning", True) is not False

    @cached_property
    def policy_dtype(self) -> torch.dtype:
        """What the policy's weights are stored in: float16, or bfloat16 as many base models."""
        import torch

        try:
            config = json.loads((self.path / "policy" / "config.json").read_text())
        except (OSError, ValueError):
            raise InputError(f"the policy of the bundle {self.path} has no readable config.json") from None
        found = getattr(torch, str(config.get("dtype")), None)
        return found if isinstance(found, torch.dtype) else torch.float16

    @property
    def stated_digests(self) -> Mapping[str, str]:
        """What bundle.json says of its parts' folders; empty in bundles of before it did."""
        return cast(Mapping[str, str], self.manifest.get("digests", {}))

    def part_digest(self, part: str) -> str:
        """The `folder_digest` of a part, such as `tokenizer`; each part is hashed once.

        Raises InputError where bundle.json states another one: what was packed is not what lies there.
        """
        if part not in self._part_digests:
            self._part_digests[part] = folder_digest(self.path / part)
        found = self._part_digests[part]
        stated = self.stated_digests.get(part, found)
        if found != stated:
            raise InputError(
                f"the bundle {self.path} is damaged: its {part} is not what bundle.json says "
                f"(its digest is {found[:12]}…, not {str(stated)[:12]}…)"
            )
        return found

    @cached_property
    def _part_digests(self) -> dict[str, str]:
        return {}

    @cached_property
    def motion_tokenizer(self) -> MotionTokenizer:
        """The motion tokenizer.  Raises InputError where it is damaged or unreadable."""
        self.part_digest("tokenizer")
        return MotionTokenizer.load(self.path / "tokenizer")

    @cached_property
    def reward_encoder(self) -> MotionTextEncoder:
        """The text–motion encoder that rewards and selects.  Raises InputError where there is none whole."""
        self.part_digest("encoders/reward")
        return MotionTextEncoder.load(self.path / "encoders" / "reward", "reward")

    @property
    def reward_folder(self) -> Path | None:
        """Folder of the reward encoder; None where the bundle has none."""
        return self.path / "encoders" / "reward" if self.has_reward_encoder else None

    @property
    def has_reward_encoder(self) -> bool:
        """Also where it is lost, so that whoever asks for it is told."""
        stated = "encoders/reward" in self.stated_digests
        return stated or (self.path / "encoders" / "reward" / "config.json").is_file()

    def policy(self, device: str = "auto") -> Policy:
        """The language model, on `cpu`, `cuda` or the best there is (`auto`)."""
        from kinemind.language.policy import Policy

        self.part_digest("policy")
        return Policy.load(self.path / "policy", device)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every file's name and bytes."""
        return folder_digest(self.path)

    @classmethod
    def write(
        cls,
        folder: Path,
        *,
        name: str,
        motion_tokenizer: MotionTokenizer,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        dialect: Dialect,
        style: PromptStyle,
        provenance: Mapping[str, Any],
        dtype: torch.dtype | None = None,
        policy_dtype: torch.dtype | None = None,
        reasoning: bool = True,
        reward_encoder: Path | None = None,
    ) -> Path:
        """Write a bundle aside and put it in the folder's place, replacing an older one.

        Weights are stored in `dtype` (float16), the policy's in `policy_dtype` where that is given: a model
        that was made in bfloat16 may overflow in float16.  `reasoning` False: the policy's answers have no
        `<think>` section.  `reward_encoder`: folder of one to take along.
        """
        import torch

        dtype = torch.float16 if dtype is None else dtype
        policy_dtype = policy_dtype or dtype
        aside = folder.with_name(folder.name + ".aside")
        if aside.exists():
            shutil.rmtree(aside)
        motion_tokenizer.save(aside / "tokenizer", dtype)
        weights = {k: v.detach().to("cpu", policy_dtype) for k, v in model.state_dict().items()}
        model.config.use_cache = True
        model.save_pretrained(aside / "policy", state_dict=weights, safe_serialization=True)
        config = json.loads((aside / "policy" / "config.json").read_text())
        config["dtype"] = str(policy_dtype).removeprefix("torch.")
        (aside / "policy" / "config.json").write_text(json.dumps(config, indent=2) + "\n")
        tokenizer.save_pretrained(aside / "policy")
        parts = list(PARTS)
        if reward_encoder is not None:
            parts.append("encoders/reward")
            shutil.copytree(reward_encoder, aside / "encoders" / "reward")
        manifest = {
            "format": FORMAT,
            "name": name,
            "kinemind": version("kinemind"),
            "parts": parts,
            "dialect": dialect,
            "reasoning": reasoning,
            "prompt_style": style.to_json(),
            "skeleton": motion_tokenizer.layout.skeleton.name,
            "fps": motion_tokenizer.layout.fps,
            "feature_size": motion_tokenizer.layout.size,
            "codebook": {
                "tokens": motion_tokenizer.vocabulary_size,
                "levels": motion_tokenizer.num_levels,
                "tokens_per_second": motion_tokenizer.tokens_per_second,
            },
            "provenance": dict(provenance),
            "digests": {part: folder_digest(aside / part) for part in parts},
        }
        (aside / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n")
        if folder.exists():
            shutil.rmtree(folder)
        aside.rename(folder)
        return folder


def _is_part(name: str) -> bool:
    """A part's folder, and no way out of the bundle."""
    return re.fullmatch(r"tokenizer|policy|encoders/\w+", name) is not None


def folder_digest(folder: Path) -> str:
    """SHA-256 over the name and bytes of every file of a folder."""
    total = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(file.relative_to(folder).as_posix().encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
