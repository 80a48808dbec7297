"""What Chain-of-Motion gains with more candidates K and more rounds of reflection T, on the test split.

    python experiments/chain_of_motion/run.py --data ../shared/data [--task m2t] [--bundle nano] [--limit N]

One chain of K = 8 and T = 2 a case holds the smaller ones: its first K candidates of the first round are
those of a chain of K and T = 0, its first rounds those of a smaller T.  What each would have chosen is
written as the takes of `kinemind eval … --use-com --com-candidates K --com-refine-steps T`, which judges
them (metric encoder).  Goes on where it was stopped; `report.py` makes the table and the plot.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kinemind.bundle import Bundle
from kinemind.chain_of_motion import Chain, ChainOfMotion
from kinemind.corpora import Corpus, open_data
from kinemind.evaluation import m2t, t2m
from kinemind.evaluation.cases import Case, evenly_spaced
from kinemind.evaluation.decoded import judged
from kinemind.evaluation.evaluators import open_evaluator
from kinemind.evaluation.protocols import m2t_protocol_named, protocol_named
from kinemind.evaluation.report import write_report
from kinemind.evaluation.takes import Takes, read_rows, write_rows
from kinemind.generation import Model, load
from kinemind.progress import progress

RUNS = Path("runs/com")
MOST = ChainOfMotion(8, 2)
SETTINGS = ((1, 0), (2, 0), (4, 0), (8, 0), (8, 1), (8, 2))
"""(K, T); (1, 0) is plain decoding, the row without Chain-of-Motion."""
BATCH = 24
"""Cases whose chains are made together, and after which they are saved."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--task", choices=("t2m", "m2t"), default="t2m")
    parser.add_argument("--bundle", default="nano")
    parser.add_argument("--split", default="test", help="val to choose weights by")
    parser.add_argument("--limit", type=int, help="only so many cases, evenly spaced")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    corpus, model = open_data(options.data), load(options.bundle)
    protocol = protocol_named("bench") if options.task == "t2m" else m2t_protocol_named("m2t-raw").on(corpus)
    cases = evenly_spaced(protocol.cases(corpus, options.split), options.limit)
    seeds = t2m.take_seeds(options.seed, 0, len(cases))
    folder = RUNS / f"{options.task}-{options.split}-{options.limit or 'all'}"
    chosen = t2m.chosen_captions(cases, options.seed, 0)
    texts = [case.captions[c].text for case, c in zip(cases, chosen, strict=True)]
    chains = _chains(model, cases, texts, seeds, folder / "chains.jsonl", options.task)
    for candidates, steps in SETTINGS:
        com = ChainOfMotion(candidates, steps)
        picked = [choice(chain["rounds"], com) for chain in chains]
        judge = _judge_t2m if options.task == "t2m" else _judge_m2t
        judge(model, corpus, cases, texts, seeds, picked, com, options, folder / f"k{candidates}-t{steps}")


def choice(rounds: Sequence[Sequence[Mapping[str, Any]]], com: ChainOfMotion) -> Mapping[str, Any]:
    """What a smaller chain would have chosen: the best of its candidates, the first one of equals."""
    if com.refine_steps:
        assert com.candidates == MOST.candidates, "the critique depends on all candidates of the first round"
    every = [one for row in rounds[: com.refine_steps + 1] for one in row[: com.candidates]]
    return max(every, key=lambda one: one["score"])


def _chains(
    model: Model, cases: Sequence[Case], texts: Sequence[str], seeds: Sequence[int], path: Path, task: str
) -> list[Mapping[str, Any]]:
    """The largest chain of every case, saved a batch at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    done: list[Mapping[str, Any]] = read_rows(path) if path.is_file() else []
    with progress(f"chains {task}") as report:
        while len(done) < len(cases):
            part = slice(len(done), len(done) + BATCH)
            own = seeds[part]
            if task == "t2m":
                made: Sequence[Any] = model.generate_many(texts[part], own, com=MOST)
            else:
                made = model.caption_many([case.motion for case in cases[part]], own, com=MOST)
            done += [
                {"case": case.id, "rounds": _rounds(one.com)}
                for case, one in zip(cases[part], made, strict=True)
            ]
            write_rows(path, done)
            report(len(done), len(cases))
    assert [row["case"] for row in done] == [case.id for case in cases], f"{path} is of other cases"
    return done


def _rounds(chain: Chain) -> list[list[dict[str, Any]]]:
    return [
        [
            {
                "score": c.score, "components": dict(c.components), "codes": list(c.answer.parsed.codes),
                "reasoning": c.answer.parsed.reasoning, "answer": c.answer.parsed.answer,
            }
            for c in one.candidates
        ]
        for one in chain.rounds
    ]  # fmt: skip


def _judge_t2m(
    model: Model, corpus: Corpus, cases: Sequence[Case], texts: Sequence[str], seeds: Sequence[int],
    picked: Sequence[Mapping[str, Any]], com: ChainOfMotion, options: argparse.Namespace, place: Path,
) -> None:  # fmt: skip
    known = [caption for clip in corpus.clips() for caption in clip.captions]
    evaluator, _ = open_evaluator("bundle", model.bundle, "", known)
    tokenizer, codes = model.bundle.motion_tokenizer, [one["codes"] for one in picked]
    motions = tokenizer.decode_many(codes)
    row = judged(tokenizer, codes, motions, evaluator, by_rows=False)
    rows = [
        {
            "case": case.id, "text": text, "seed": seed, "reasoning": one["reasoning"],
            "tokens": one["codes"], "frames": len(motion),
        }
        for case, text, seed, one, motion in zip(cases, texts, seeds, picked, motions, strict=True)
    ]  # fmt: skip
    settings = t2m.Settings(
        split=options.split, seed=options.seed, num_repeats=1, mm_texts=0, limit=options.limit, com=com
    )
    folder = place.with_suffix(".takes")
    folder.mkdir(exist_ok=True)
    Takes(tuple(rows), row.vectors, row.figures).save(folder, "repeat-00")
    outcome = t2m.evaluate_t2m(
        model.bundle, corpus, protocol_named("bench"), settings, folder, _command(options, com)
    )
    write_report(outcome.report, place.with_suffix(".json"), [], {})


def _judge_m2t(
    model: Model, corpus: Corpus, cases: Sequence[Case], texts: Sequence[str], seeds: Sequence[int],
    picked: Sequence[Mapping[str, Any]], com: ChainOfMotion, options: argparse.Namespace, place: Path,
) -> None:  # fmt: skip
    del texts  # true captions: nothing here may know them
    rows = [
        {"case": case.id, "seed": seed, "text": one["answer"], "reasoning": one["reasoning"]}
        for case, seed, one in zip(cases, seeds, picked, strict=True)
    ]
    settings = m2t.Settings(
        split=options.split, seed=options.seed, num_repeats=1, limit=options.limit, com=com
    )
    folder = place.with_suffix(".takes")
    folder.mkdir(exist_ok=True)
    write_rows(folder / "repeat-00.jsonl", rows)
    bundle: Bundle = model.bundle
    outcome = m2t.evaluate_m2t(
        bundle, corpus, m2t_protocol_named("m2t-raw"), settings, folder, _command(options, com)
    )
    write_report(outcome.report, place.with_suffix(".json"), [], {})


def _command(options: argparse.Namespace, com: ChainOfMotion) -> str:
    words = f"kinemind eval {options.task} --data {options.data} --bundle {options.bundle} --num-repeats 1"
    chain = f" --use-com --com-candidates {com.candidates} --com-refine-steps {com.refine_steps}"
    limit = f" --limit {options.limit}" if options.limit else ""
    return f"{words} --split {options.split} --seed {options.seed}{limit}{chain}"


if __name__ == "__main__":
    main()
