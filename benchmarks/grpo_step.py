"""Seconds a GRPO step: ours beside MoRL's loop as its authors wrote it, same model, prompts and rewards.

    python benchmarks/grpo_step.py PATH_TO_MORL_CHECKOUT --records runs/cot.jsonl [--prompts 4] [--group 8]

The published loop (arXiv 2602.14534) does not run: what it imports is not there, and it scores other tokens
than it drew.  So the command first says what is wrong with it as it is; that row has no peer.  Then its
trainer, advantages and composed reward are imported from the checkout under the names they ask for, with a
model (`published_grpo.py`) that writes as theirs does, one answer at a time through `transformers` generate,
and scores the tokens that it drew.  Both sides get the same answers once: the advantages and the direction
of the gradient must agree.  Then whole steps are timed, drawing and scoring included.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from published_grpo import Group, Published, faults
from side_by_side import Comparison, Row, importing_from, options_of, require, run
from torch.nn import functional as F
from watched_step import Watched, some_records, watched_steps

from kinemind.training.config import RLVRStage
from kinemind.training.config.records import CotData

CLOSE = 1e-3
"""Largest 1 - cosine, of advantages and of gradients: the two normalise by other constants."""
TEMPERATURE = 1.0
"""Of both sides; the published loop draws at 0.9 and scores at 1, TRL scores as it draws."""
RATE = 1e-6
"""So small that no answer of a later step gets longer by what was learnt."""
REWARDS = {"format": 1.0, "motion_similarity": 1.0, "semantic_similarity": 1.0}


def check(seen: Watched, published: Published) -> None:
    """Our first group through the published loop: raises Disagreement with what differs."""
    advantages, gradient = published.learn([seen.groups[0]])
    theirs, ours = torch.tensor(advantages), seen.advantages[: len(advantages)]
    require(float(ours.norm()) > 0, "our advantages are all zero: the answers are too much alike to compare")
    agree("the advantages", ours, theirs)
    agree("the gradient", seen.gradient, gradient)


def agree(what: str, ours: torch.Tensor, theirs: torch.Tensor) -> None:
    """The same numbers up to one positive factor."""
    between = float(F.cosine_similarity(ours.flatten(), theirs.flatten(), dim=0))
    require(1 - between < CLOSE, f"{what}: cosine {between:.4f}")


def main(words: Sequence[str]) -> None:
    parser = options_of(__doc__, rounds=3)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--records", type=Path, help="CoT records; without them some are made from --data")
    parser.add_argument("--data", default="synthetic:40")
    parser.add_argument("--bundle", default="nano")
    parser.add_argument("--prompts", type=int, default=4)
    parser.add_argument("--group", type=int, default=8)
    parser.add_argument("--longest", type=int, default=160, help="most tokens of reasoning")
    options = parser.parse_args(words)
    torch.set_num_threads(options.threads)
    with importing_from(options.checkout, "models/grpo_trainer.py"), tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        stage = RLVRStage(
            start_from=options.bundle, data=options.data,
            cot_train_jsonl=str(some_records(options.records, folder)) if options.records else "",
            training_task="t2m", prompts=options.prompts, group_size=options.group, temperature=TEMPERATURE,
            kl_coef=0.02, rewards=REWARDS, threads=options.threads, log_every=1, trackers=(),
            max_reasoning=options.longest, cot=CotData(new_composites=0), learning_rate=RATE,
        )  # fmt: skip
        one = watched_steps(stage.model_copy(update={"prompts": 1}), 1, folder / "one")
        wrong = faults(options.checkout, one)
        for fault in wrong:
            print(f"the published loop: {fault}")
        published = Published(one, REWARDS, learning_rate=stage.learning_rate)
        check(one, published)
        kinds = {"float32": stage, "bfloat16": stage.model_copy(update={"bf16": True})}
        ours: dict[str, list[float]] = {kind: [] for kind in kinds}
        theirs: list[float] = []
        lengths: list[int] = []
        published.model.lengths.clear()
        for turn in range(options.rounds):
            for kind, its_stage in kinds.items():
                seen = watched_steps(its_stage, 2, folder / f"{kind}{turn}")
                ours[kind].append(seen.seconds[-1])  # the first warms up
                lengths += [len(answer) for group in seen.groups for answer in group.answers]
            theirs.append(seconds_of(published, seen.groups))
    peer = statistics.median(theirs)
    medians = {kind: statistics.median(seconds) for kind, seconds in ours.items()}
    size = sum(weight.numel() for weight in one.policy.model.parameters())
    Comparison(
        "grpo_step",
        f"A GRPO step, {options.prompts} prompts of {options.group} answers, {size / 1e6:.1f} M parameters: "
        "drawing, rewards, forward, backward, optimizer",
        "MoRL's loop from the checkout: one answer drawn, scored and trained at a time, an optimizer step a "
        "prompt; as published it does not run (" + "; ".join(wrong) + "), so its imports are mended and it "
        f"scores what it drew; the rewards are ours on both sides; its answers had "
        f"{statistics.mean(published.model.lengths):.0f} tokens, ours {statistics.mean(lengths):.0f}",
        "given the same answers, advantages and gradient of a group have the same direction (1 - cosine "
        f"below {CLOSE:g}); they are scaled by other constants (population or sample deviation)",
        (
            Row.alone("as published: it does not run", medians["float32"], "s a step"),
            *(
                Row.of_seconds(f"mended, ours in {kind}", own, peer, "s a step")
                for kind, own in medians.items()
            ),
        ),
    ).finish(options.output, options.threads, words)


def seconds_of(published: Published, groups: Sequence[Group]) -> float:
    """Of one step of theirs over the same prompts, with answers of its own."""
    begun = time.perf_counter()
    published.step(groups)
    return time.perf_counter() - begun


if __name__ == "__main__":
    run(main)
