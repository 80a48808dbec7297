"""Pack a bundle out of the parts of another one and of runs; nothing is trained, embedded or scored here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import yaml

from kinemind.bundle import PARTS, Bundle, folder_digest
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder, Role
from kinemind.errors import InputError
from kinemind.language.vocabulary import MotionVocabulary
from kinemind.tokenizer import MotionTokenizer

ENCODERS: tuple[Role, ...] = ("reward", "metric")
_OF_THE_POLICY = ("sft", "stage", "config")
"""Entries of a provenance that describe the policy that the bundle was first written with."""


@dataclass(frozen=True)
class Replacements:
    """Places to take parts from; an empty one keeps the source's part.

    `tokenizer`: a run or a bundle; `policy`: a bundle, or a run that ended with one, whose dialect and
    prompt style come along; `reward`, `metric`: a run of `kinemind train encoders`, its encoder or a bundle.
    """

    tokenizer: str = ""
    policy: str = ""
    reward: str = ""
    metric: str = ""

    def of_role(self, role: Role) -> str:
        return {"reward": self.reward, "metric": self.metric}[role]


def pack(
    folder: Path,
    source: Bundle,
    replacements: Replacements,
    *,
    name: str = "",
    version: str = "",
    half: bool = False,
) -> Path:
    """Write the bundle `folder`: all that `source` holds, some parts replaced, the manifest told so.

    It is written aside and then takes the place of an older bundle; it may be the source's own.  `name` is
    the folder's by default.  Parts are copied as they are; with `half` the new tokenizer's and encoders'
    weights are written in 16 bits.  Raises InputError where the target is something other than a bundle, a
    part cannot be read, is damaged or has another role, or the parts do not fit: one skeleton and
    frame rate, as many motion tokens in the policy as in the tokenizer, two encoders that differ in
    architecture, seed and fold.
    """
    folder = folder.absolute()
    if folder.exists() and not (folder / "bundle.json").is_file():
        raise InputError(f"{folder} is there and is no bundle; name another folder")
    aside = folder.with_name(folder.name + ".aside")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if aside.exists():
            shutil.rmtree(aside)
        shutil.copytree(source.path, aside)
        manifest = _replaced(aside, source, replacements, half)
        manifest["name"] = name or folder.name
        if version:
            manifest["version"] = version
        _check_fit(aside, manifest)
        manifest["digests"] = {part: folder_digest(aside / part) for part in manifest["parts"]}
        (aside / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n")
        _put_in_place(aside, folder)
    except OSError as error:
        raise InputError(f"cannot write {folder}: {error.strerror or error}") from None
    finally:
        if aside.exists():
            shutil.rmtree(aside)
    return folder


def _replaced(aside: Path, source: Bundle, replacements: Replacements, half: bool) -> dict[str, Any]:
    """Put the new parts into the copy and return its manifest, but for the name."""
    import torch

    dtype = torch.float16 if half else torch.float32
    _check_kept(source, replacements)
    manifest = {**source.manifest, "kinemind": installed_version("kinemind")}
    manifest.pop("digests", None)
    provenance = {**manifest.get("provenance", {})}
    if replacements != Replacements():
        manifest.pop("version", None)
        provenance["packed_from"] = {"name": source.name, "digest": source.digest}
    if replacements.tokenizer:
        found = _folder_of("motion tokenizer", replacements.tokenizer, ("tokenizer", "bundle/tokenizer", ""))
        tokenizer = MotionTokenizer.load(found)
        _put(found, aside / "tokenizer")
        if half:
            tokenizer.save(aside / "tokenizer", dtype)
        provenance["tokenizer"] = _origin(replacements.tokenizer, found)
    if replacements.policy:
        other = Bundle.open(replacements.policy)
        other.part_digest("policy")
        _put(other.path / "policy", aside / "policy")
        manifest |= {
            "dialect": other.dialect,
            "prompt_style": other.style.to_json(),
            "reasoning": other.reasoning,
        }
        provenance = {key: value for key, value in provenance.items() if key not in _OF_THE_POLICY}
        origin = _origin(replacements.policy, other.path / "policy")
        provenance["policy"] = {**origin, "provenance": other.manifest.get("provenance", {})}
    for role in ENCODERS:
        if place := replacements.of_role(role):
            inside = ("encoder", f"{role}/encoder", f"encoders/{role}", "")
            found = _folder_of(f"{role} encoder", place, inside)
            encoder = MotionTextEncoder.load(found, role)
            _put(found, aside / "encoders" / role)
            if half:
                encoder.save(aside / "encoders" / role, dtype)
            provenance[f"encoders/{role}"] = _origin(place, found)
    held = [f"encoders/{role}" for role in ENCODERS if (aside / "encoders" / role).is_dir()]
    return {**manifest, "parts": [*PARTS, *held], "provenance": provenance}


def _check_kept(source: Bundle, replacements: Replacements) -> None:
    """A damaged part must not get a new digest that fits it; one that is replaced may be damaged."""
    replaced = {"tokenizer": replacements.tokenizer, "policy": replacements.policy}
    replaced |= {f"encoders/{role}": replacements.of_role(role) for role in ENCODERS}
    for part in source.stated_digests:
        if not replaced.get(part):
            source.part_digest(part)


def _check_fit(aside: Path, manifest: dict[str, Any]) -> None:
    """Raises InputError for parts that do not belong together; writes the tokenizer's facts down."""
    tokenizer = MotionTokenizer.load(aside / "tokenizer")
    layout = tokenizer.layout
    known = _motion_tokens(aside / "policy")
    if known != tokenizer.vocabulary_size:
        raise InputError(
            f"the policy knows {known} motion tokens, the tokenizer has {tokenizer.vocabulary_size}"
        )
    encoders = [
        MotionTextEncoder.load(aside / "encoders" / role, role)
        for role in ENCODERS
        if (aside / "encoders" / role).is_dir()
    ]
    for encoder in encoders:
        if encoder.layout != layout:
            raise InputError(
                f"the {encoder.role} encoder reads {encoder.layout.skeleton.name}, the tokenizer writes "
                f"{layout.skeleton.name}"
            )
    if len(encoders) == 2:
        _check_apart(encoders[0], encoders[1], manifest["provenance"])
    manifest |= {
        "skeleton": layout.skeleton.name,
        "fps": layout.fps,
        "feature_size": layout.size,
        "codebook": {
            "tokens": tokenizer.vocabulary_size,
            "levels": tokenizer.num_levels,
            "tokens_per_second": tokenizer.tokens_per_second,
        },
    }


def _check_apart(first: MotionTextEncoder, second: MotionTextEncoder, provenance: Mapping[str, Any]) -> None:
    """What rewards and what judges must not err alike."""
    if first.config == second.config:
        raise InputError(f"the {first.role} and the {second.role} encoder have one architecture and size")
    runs = [provenance.get(f"encoders/{one.role}", {}).get("config", {}) for one in (first, second)]
    for key in ("seed", "fold"):
        if key in runs[0] and runs[0].get(key) == runs[1].get(key):
            raise InputError(
                f"the {first.role} and the {second.role} encoder were trained with one {key} ({runs[0][key]})"
            )


def _motion_tokens(folder: Path) -> int:
    """How many motion tokens a policy knows; its weights must be whole files."""
    from safetensors import SafetensorError, safe_open
    from transformers import AutoTokenizer

    try:
        for file in sorted(folder.glob("*.safetensors")):
            with safe_open(file, "pt"):  # compares the header with the length of the file
                pass
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise InputError(f"no readable policy: {' '.join(str(error).split())[:200]}") from None
    return MotionVocabulary.of(tokenizer).codebook_size


def _folder_of(what: str, place: str, inside: tuple[str, ...]) -> Path:
    """The first of the folders in a place that holds a config.json, whole where it is a bundle's."""
    for name in inside:
        found = Path(place) / name
        if (found / "config.json").is_file():
            for parent in found.parents[:2]:
                if (parent / "bundle.json").is_file():
                    Bundle.open(parent).part_digest(found.relative_to(parent).as_posix())
            return found
    raise InputError(f"there is no {what} in {place}")


def _put(source: Path, target: Path) -> None:
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(source, target)


def _origin(place: str, folder: Path) -> dict[str, Any]:
    """Where a part came from, with the resolved config of the run it ended."""
    origin: dict[str, Any] = {"from": place, "digest": folder_digest(folder)}
    for parent in folder.parents[:2]:  # RUN/encoder, RUN/bundle/policy
        if (parent / "config.yaml").is_file():
            try:
                origin["config"] = yaml.safe_load((parent / "config.yaml").read_text())
            except (OSError, yaml.YAMLError, UnicodeDecodeError):
                raise InputError(f"{parent / 'config.yaml'} cannot be read") from None
            break
    return origin


def _put_in_place(aside: Path, folder: Path) -> None:
    """Rename the finished bundle; an older one goes only after it is out of the way."""
    old = folder.with_name(folder.name + ".old")
    if old.exists():
        shutil.rmtree(old)
    if folder.exists():
        folder.rename(old)
    aside.rename(folder)
    if old.exists():
        shutil.rmtree(old)
