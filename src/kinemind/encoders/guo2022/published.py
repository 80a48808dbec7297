"""Where the published evaluator's files lie, and the statistics among them.

Layout of EricGuo5513/text-to-motion (and of the copies in T2M-GPT, MoMask and others):
`checkpoints/t2m/text_mot_match/model/finest.tar`, `checkpoints/t2m/Comp_v6_KLD01/meta/{mean,std}.npy`,
`glove/our_vab_*`; the same under `checkpoints/kit`.  `kinemind assets` puts the same files elsewhere:
`guo2022-humanml3d/t2m/text_mot_match/…` with `mean.npy` and `std.npy` beside `t2m/`, and
`guo2022-glove/our_vab_*`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kinemind.assets import find
from kinemind.encoders.guo2022.word_vectors import GLOVE_FILE, PUBLISHED
from kinemind.errors import InputError
from kinemind.features import HUMANML263, KIT251, FeatureLayout
from kinemind.features.normalisation import Normalisation

CHECKPOINT = Path("text_mot_match", "model", "finest.tar")
# the folders are named after the generator trained with the evaluator's statistics; copies renamed them,
# and T2M-GPT feeds its own copy, which it keeps under its tokenizer's name
STATISTICS = ("Comp_v6_KLD01", "Comp_v6_KLD005", "VQVAEV3_CB1024_CMT_H1024_NRES3")


@dataclass(frozen=True)
class EvaluatorKind:
    """One of the two published evaluators.

    `data_frames`: lengths in frames of the clips that the published evaluation keeps, both included.
    `asset`: what `kinemind assets` calls it.
    """

    name: str
    layout: FeatureLayout
    data_frames: tuple[int, int]
    asset: str


T2M = EvaluatorKind("t2m", HUMANML263, (40, 199), "guo2022-humanml3d")
KIT = EvaluatorKind("kit", KIT251, (24, 199), "guo2022-kit")
WORDS, MORE_WORDS = "guo2022-glove", "glove-6b"
"""Assets with word vectors: the published vocabulary, and all of GloVe where that one is not there."""
KINDS = {kind.name: kind for kind in (T2M, KIT)}


@dataclass(frozen=True)
class PublishedFiles:
    """The checkpoint, the folder with mean.npy and std.npy, and the folder or file of the word vectors."""

    checkpoint: Path
    statistics: Path
    glove: Path


def kind_of(name: str) -> EvaluatorKind:
    """The evaluator "t2m" or "kit".  Raises InputError."""
    try:
        return KINDS[name]
    except KeyError:
        raise InputError(f"unknown Guo-2022 evaluator {name!r}; known: {', '.join(KINDS)}") from None


def find_files(folder: Path, kind: EvaluatorKind) -> PublishedFiles:
    """The files of an evaluator among the assets in a folder, or in a folder as `place_of` reads it.

    Raises InputError that names the assets to fetch where something is missing.
    """
    asset, words = find(kind.asset, folder), find(WORDS, folder)
    if words is None and (more := find(MORE_WORDS, folder)):
        words = more / "vectors"
    if asset is None and _root_in(folder, kind):
        return place_of(folder, kind, words)
    if asset is None or words is None:
        missing = [name for name, place in ((kind.asset, asset), (WORDS, words)) if place is None]
        raise InputError(
            f"the evaluator guo2022-{kind.name} is not whole in {folder}: "
            f"kinemind assets fetch {' '.join(missing)}"
        )
    return PublishedFiles(asset / kind.name / CHECKPOINT, asset, words)


def place_of(folder: Path, kind: EvaluatorKind, glove: Path | None = None) -> PublishedFiles:
    """The files of an evaluator in a folder as published.  Raises InputError that names what is missing."""
    root = _root_in(folder, kind)
    if root is None:
        raise InputError(
            f"{folder} holds no Guo-2022 evaluator: there is no "
            f"checkpoints/{kind.name}/{CHECKPOINT.as_posix()} in it (see kinemind assets list)"
        )
    metas = [root / name / "meta" for name in STATISTICS]
    statistics = next((meta for meta in metas if (meta / "mean.npy").is_file()), None)
    if statistics is None:
        raise InputError(
            f"{root} lacks the evaluator's own statistics {STATISTICS[0]}/meta/mean.npy and std.npy "
            "(those of the data set are others and do not fit); kinemind assets fetch "
            f"{kind.asset} gets them"
        )
    return PublishedFiles(root / CHECKPOINT, statistics, glove or _glove_near(folder, root))


def _root_in(folder: Path, kind: EvaluatorKind) -> Path | None:
    roots = (folder / "checkpoints" / kind.name, folder / kind.name, folder)
    return next((root for root in roots if (root / CHECKPOINT).is_file()), None)


def _glove_near(folder: Path, root: Path) -> Path:
    # glove/ lies beside checkpoints/ as published, so at most two folders above t2m/
    around = [folder, root, *root.absolute().parents[:2]]
    for place in [near / "glove" for near in around] + around:
        for name in (PUBLISHED[0], GLOVE_FILE):
            if (place / name).is_file():
                return place
    raise InputError(
        f"there are no word vectors with the evaluator in {folder}: put the published folder glove/ "
        f"({', '.join(PUBLISHED)}), or {GLOVE_FILE}, beside checkpoints/, or kinemind assets fetch {WORDS}"
    )


def read_statistics(folder: Path, size: int) -> Normalisation:
    """Mean and deviation [size] in `mean.npy` and `std.npy`.  Raises InputError for anything else."""
    arrays = []
    for name in ("mean.npy", "std.npy"):
        path = folder / name
        if not path.is_file():
            raise InputError(f"the evaluator's statistics are not whole: there is no {path}")
        try:
            values = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise InputError(f"{path} is no readable array: {' '.join(str(error).split())[:120]}") from None
        if not isinstance(values, np.ndarray) or values.shape != (size,):
            shape = getattr(values, "shape", "none")
            raise InputError(f"{path} has the shape {shape}, the features have {size} numbers a frame")
        if not np.issubdtype(values.dtype, np.floating):
            raise InputError(f"{path} does not hold real numbers")
        arrays.append(values)
    try:
        return Normalisation(*arrays)
    except InputError as error:
        raise InputError(f"the statistics in {folder} are unfit: {error}") from None
