"""`kinemind eval prompts`: sets of prompts generated, judged by the measured facts, and shown."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import tyro

from kinemind.cli.com_flags import ComFlags
from kinemind.errors import InputError

if TYPE_CHECKING:
    from kinemind.chain_of_motion import ChainOfMotion
    from kinemind.evaluation.prompts import Generate
    from kinemind.generation import Model
    from kinemind.motion import Motion

SetName = Literal["acceptance", "multi-step", "gallery"]
BATCH = 40
"""Takes generated together."""


@dataclass(frozen=True)
class Prompts(ComFlags):
    """Generate a set of prompts and judge them by measured facts."""

    chosen: Annotated[SetName, tyro.conf.arg(name="set")] = "acceptance"
    """acceptance: five plain prompts; multi-step: twenty of two to four steps, judged by the order in which
    they show; gallery: the papers' own prompts, as they come out."""
    bundle: str = "nano"
    seeds: int | None = None
    """Takes a prompt, seeds 0 to N-1; 5 if not given, in the gallery 1."""
    pictures: Path | None = None
    """Write every take as a picture into this folder; of the gallery seed 0, in few colours."""
    document: Path | None = None
    """The page whose table is rewritten (gallery only); the pictures lie in its folder or below."""
    json: bool = False
    """One JSON object on stdout and nothing else; so it is without the flag too."""
    output: Annotated[Path | None, tyro.conf.arg(aliases=["-o"])] = None
    """Write the report as JSON."""


def run_prompts(command: Prompts) -> dict[str, Any]:
    """The report of a set; `all_passed` says whether it holds, where the set can be passed at all."""
    from kinemind.evaluation.prompts import CHECKS, check_prompts
    from kinemind.evaluation.prompts.multi_step import MULTI_STEP, check_multi_step
    from kinemind.generation import load

    gallery = command.chosen == "gallery"
    seeds = command.seeds if command.seeds is not None else 1 if gallery else 5
    if seeds < 1:
        raise InputError(f"--seeds is 1 or more, not {seeds}")
    command.com()
    if command.document is not None and (not gallery or command.pictures is None):
        raise InputError("--document goes with --set gallery and --pictures DIR")
    model = load(command.bundle)
    about = {
        "bundle": model.bundle.name,
        "digest": model.bundle.digest,
        "set": command.chosen,
        "com": com.to_json() if (com := command.com()) else None,
    }
    if gallery:
        return {**about, **_gallery(command, model, range(seeds))}
    checks = CHECKS if command.chosen == "acceptance" else MULTI_STEP
    generate = _takes(model, [check.prompt for check in checks], range(seeds), command.pictures, com)
    judge = check_prompts if command.chosen == "acceptance" else check_multi_step
    report = judge(generate, seeds)
    print(report.table(), file=sys.stderr)
    return {**about, **report.to_json()}


def _gallery(command: Prompts, model: Model, seeds: Sequence[int]) -> dict[str, Any]:
    from kinemind.evaluation.prompts.gallery import EXHIBITS
    from kinemind.evaluation.prompts.gallery_page import make_pieces, rewrite, table_of
    from kinemind.evaluation.prompts.small_picture import write_small_picture

    generate = _takes(model, [exhibit.prompt for exhibit in EXHIBITS], seeds, None, command.com())
    pieces = make_pieces(generate, seeds)
    for piece in pieces:
        print(f"{piece.verdict.replace('*', ''):<22} {piece.exhibit.prompt}", file=sys.stderr)
        if command.pictures is not None:
            write_small_picture(piece.motions[0], command.pictures / f"{piece.exhibit.name}.png")
    if command.document is not None and command.pictures is not None:
        rewrite(command.document, table_of(pieces, _link(command.document, command.pictures)))
    return {"prompts": {piece.exhibit.name: piece.to_json() for piece in pieces}}


def _link(page: Path, pictures: Path) -> str:
    """The folder of the pictures as the page names it.  Raises InputError where it lies elsewhere."""
    try:
        return pictures.resolve().relative_to(page.resolve().parent).as_posix()
    except ValueError:
        raise InputError(
            f"the pictures of {page} belong into its folder or below, not into {pictures}"
        ) from None


def _takes(
    model: Model,
    prompts: Sequence[str],
    seeds: Sequence[int],
    pictures: Path | None,
    com: ChainOfMotion | None,
) -> Generate:
    """All takes, generated together (a take depends on its own text and seed only), as a function."""
    from kinemind.progress import progress

    asked = [(prompt, seed) for prompt in prompts for seed in seeds]
    made: dict[tuple[str, int], Motion] = {}
    with progress("prompts") as report:
        for first in range(0, len(asked), BATCH):
            batch = asked[first : first + BATCH]
            takes = model.generate_many([p for p, _ in batch], [s for _, s in batch], com=com)
            made |= {key: take.motion for key, take in zip(batch, takes, strict=True)}
            report(len(made), len(asked))
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
        for (prompt, seed), motion in made.items():
            motion.save(pictures / f"{prompt.replace(' ', '-').replace(',', '')}-{seed}.png")
    return lambda prompt, seed: made[prompt, seed]
