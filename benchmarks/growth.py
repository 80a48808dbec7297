"""How cost grows: with the length of a motion, the batch, the group of a GRPO step, and the corpus.

    python benchmarks/growth.py [--data ../shared/data] [--records runs/cot.jsonl] [-o FILE.json]

Each curve has a few points, measured in turns, medians.  Length and batch: a planned caption to joints with
nano, every motion of the length that is asked for.  Group: whole optimizer steps of two prompts.  Corpus:
features and facts of so many clips.  Draws `docs/images/growth.png` (`--picture`); both axes are logarithmic.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from grpo_step import RATE
from side_by_side import Comparison, Row, in_turns, options_of, run
from watched_step import some_records, watched_steps

from kinemind.corpora import open_data
from kinemind.features import encode_many
from kinemind.formats.files import written_aside
from kinemind.generation import Model, load
from kinemind.kinematics.facts import measure
from kinemind.language.limits import Limits
from kinemind.language.prompts import render_prompt
from kinemind.training.config import RLVRStage
from kinemind.training.config.records import CotData

TEXT = "a person walks forward, then waves with the right hand"
SECONDS = 4.0
"""Length of a motion where the batch grows."""
BATCH = 8
"""Motions decoded together where the length grows."""
REWARDS = {"format": 1.0, "motion_similarity": 1.0}
COLOURS = 32
"""Of the picture, which so stays small."""


@dataclass(frozen=True)
class Curve:
    """Seconds over a size: `points` are (size, seconds), sizes rising."""

    name: str
    size: str
    points: tuple[tuple[float, float], ...]

    @property
    def exponent(self) -> float:
        """Between the last two points, the e of cost ~ size**e; 1 is a straight growth."""
        from math import log

        (x0, y0), (x1, y1) = self.points[-2:]
        return log(y1 / y0) / log(x1 / x0)


def curve(
    name: str, size: str, sizes: Sequence[float], work: Callable[[float], object], rounds: int
) -> Curve:
    """Median seconds of `work` at every size, in turns, after one turn that warms up."""
    sides = {str(x): partial(work, x) for x in sorted(sizes)}
    in_turns(sides, 1)
    seconds = in_turns(sides, rounds)
    return Curve(name, size, tuple((x, seconds[str(x)]) for x in sorted(sizes)))


def generation(model: Model) -> Callable[[float, int], None]:
    """Writes and decodes a batch of motions of so many seconds, all after the same plan."""
    tokenizer, dialect = model.bundle.motion_tokenizer, model.bundle.dialect
    prompt = render_prompt(model.policy.tokenizer, "t2m", model.bundle.style, caption=TEXT)
    begun = None
    if model.bundle.reasoning:
        begun = model.policy.think([prompt], "t2m", dialect, Limits(levels=tokenizer.num_levels), seeds=[0])[
            0
        ].ids

    def write(seconds: float, batch: int) -> None:
        tokens = round(seconds * tokenizer.tokens_per_second)
        limits = Limits(tokens, tokens, levels=tokenizer.num_levels, max_reasoning=160 if begun else 0)
        answers = model.policy.sample(
            [prompt] * batch, "t2m", dialect, limits, seeds=range(batch),
            begun=[begun] * batch if begun else None, batch_size=batch,
        )  # fmt: skip
        tokenizer.decode_many([answer.parsed.codes for answer in answers])

    return write


def group_curve(stage: RLVRStage, groups: Sequence[int], rounds: int, place: Path) -> Curve:
    """Seconds of the second optimizer step of a run, a group size a run."""
    seconds: dict[int, list[float]] = {group: [] for group in sorted(groups)}
    for turn in range(rounds):
        for group, own in seconds.items():
            its = stage.model_copy(update={"group_size": group})
            own.append(watched_steps(its, 2, place / f"{group}-{turn}").seconds[-1])
    points = tuple((float(group), statistics.median(own)) for group, own in seconds.items())
    return Curve("GRPO step", f"answers a prompt ({stage.prompts} prompts)", points)


def draw(curves: Sequence[Curve], path: Path) -> None:
    """One panel a curve, at most 60 kB of PNG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from PIL import Image

    columns = 2 if len(curves) > 1 else 1
    rows = -(-len(curves) // columns)
    figure, axes = pyplot.subplots(rows, columns, figsize=(4.4 * columns, 2.9 * rows), squeeze=False)
    for axis, own in zip(axes.flat, curves, strict=False):
        xs, ys = zip(*own.points, strict=True)
        axis.loglog(xs, ys, "o-", color="tab:blue", label="measured")
        axis.loglog(xs, [ys[0] * x / xs[0] for x in xs], ":", color="grey", label="proportional")
        axis.set(xlabel=own.size, ylabel="seconds", title=own.name)
        axis.set_xticks(xs, [f"{x:g}" for x in xs])
        axis.set_yticks([], [])
        axis.minorticks_off()
        for x, y in own.points:
            axis.annotate(f"{y:.2g} s", (x, y), (6, -10), textcoords="offset points", fontsize=8)
        axis.margins(0.18, 0.12)
        axis.legend(frameon=False, fontsize=8)
    for axis in axes.flat[len(curves) :]:
        axis.remove()
    figure.tight_layout()
    figure.set_dpi(80)
    figure.canvas.draw()
    drawn = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())[..., :3])  # type: ignore[attr-defined]
    pyplot.close(figure)
    with written_aside(path) as aside:
        drawn.quantize(COLOURS).save(aside, optimize=True)


def main(words: Sequence[str]) -> None:
    parser = options_of(__doc__, rounds=3)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--records", type=Path, help="CoT records; without them some are made of toy data")
    parser.add_argument("--bundle", default="nano")
    parser.add_argument("--lengths", type=float, nargs="*", default=[2, 4, 8, 16], help="seconds")
    parser.add_argument("--batches", type=int, nargs="*", default=[1, 4, 16, 64])
    parser.add_argument("--groups", type=int, nargs="*", default=[2, 4, 8, 16])
    parser.add_argument("--clips", type=int, nargs="*", default=[50, 200, 800])
    parser.add_argument("--longest", type=int, default=160, help="most tokens of reasoning in a GRPO step")
    parser.add_argument("--picture", type=Path, default=Path("docs/images/growth.png"))
    options = parser.parse_args(words)
    torch.set_num_threads(options.threads)
    curves: list[Curve] = []
    if options.lengths or options.batches:
        write = generation(load(options.bundle, "cpu"))
    if options.lengths:
        work = lambda seconds: write(seconds, BATCH)  # noqa: E731
        curves.append(
            curve(f"Generation, {BATCH} together", "seconds of motion", options.lengths, work, options.rounds)
        )
    if options.batches:
        work = lambda batch: write(SECONDS, int(batch))  # noqa: E731
        curves.append(
            curve(f"Generation of {SECONDS:g} s", "motions together", options.batches, work, options.rounds)
        )
    if options.groups:
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            stage = RLVRStage(
                start_from=options.bundle, data="synthetic:40", training_task="t2m", prompts=2, log_every=1,
                learning_rate=RATE,
                cot_train_jsonl=str(some_records(options.records, place)) if options.records else "",
                rewards=REWARDS, threads=options.threads, trackers=(), cot=CotData(new_composites=0),
                max_reasoning=options.longest,
            )  # fmt: skip
            curves.append(group_curve(stage, options.groups, options.rounds, place))
    if options.clips:
        motions = [clip.motion for clip in open_data(options.data).clips("train")[: max(options.clips)]]

        def extract(count: float) -> None:
            part = motions[: int(count)]
            encode_many([motion.joints for motion in part])
            for motion in part:
                measure(motion)

        curves.append(curve("Features and facts", "clips", options.clips, extract, options.rounds))
    draw(curves, options.picture)
    Comparison(
        "growth",
        "How cost grows with length, batch, group size and corpus size",
        "none: our own cost at several sizes (`docs/images/growth.png`)",
        "nothing to agree with",
        tuple(
            Row.alone(f"{own.name}: {size:g} {own.size}", seconds, "s")
            for own in curves
            for size, seconds in own.points
        ),
    ).finish(options.output, options.threads, words)
    for own in curves:
        if len(own.points) > 1:
            print(f"{own.name}: cost grows as size to the power {own.exponent:.2f} at the end")


if __name__ == "__main__":
    run(main)
