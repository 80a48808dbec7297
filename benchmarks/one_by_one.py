"""Generation for an evaluation: ours in batches beside one caption at a time, as T2M-GPT's evaluation does.

    python benchmarks/one_by_one.py PATH_TO_T2M_GPT_CHECKOUT [--data ../shared/data] [--captions 64]

The public loop (`utils/eval_trans.py`) samples a caption and decodes its motion before it takes the next.
Its model cannot be ours, so both sides are our policy with the same captions and seeds, from text to joints;
what is timed is the order of the work.  The takes must be the same, token by token.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch
from side_by_side import Comparison, Row, in_turns, options_of, require, run

from kinemind.corpora import open_data
from kinemind.errors import InputError
from kinemind.generation import Model, Take, load

LOOP = Path("utils/eval_trans.py")
ONE_CAPTION = "trans.sample(feat_clip_text[k:k+1]"
"""How the public loop calls its sampler."""
DIFFERENT = 0.02
"""Share of the takes that may differ: sums of another order can turn a draw that is on the edge."""


def public_loop_is_one_by_one(checkout: Path) -> bool:
    """Whether the checkout still evaluates as this command says.  Raises InputError for another folder."""
    if not (checkout / LOOP).is_file():
        raise InputError(f"{checkout} is not a checkout of T2M-GPT: it has no {LOOP}")
    return ONE_CAPTION in (checkout / LOOP).read_text()


def check(alone: Sequence[Take], together: Sequence[Take]) -> float:
    """Share of takes that differ; raises Disagreement where it is above DIFFERENT."""
    pairs = zip(alone, together, strict=True)
    share = sum(a.motion_tokens != b.motion_tokens for a, b in pairs) / len(alone)
    require(share <= DIFFERENT, f"{share:.0%} of the takes are others in a batch")
    return share


def captions_of(data: str, count: int) -> list[str]:
    """The first caption of as many test clips, in the corpus's order."""
    found = [clip.captions[0].text for clip in open_data(data).clips("test") if clip.captions]
    if not found:
        raise InputError(f"{data} has no captioned clips in its test split")
    return found[:: max(1, len(found) // count)][:count]


def make(model: Model, texts: Sequence[str], batch: int) -> list[Take]:
    """A take a caption, seeds 0, 1, …, `batch` of them decoded together."""
    takes = []
    for first in range(0, len(texts), batch):
        part = texts[first : first + batch]
        takes += model.generate_many(part, range(first, first + len(part)))
    return takes


def main(words: Sequence[str]) -> None:
    parser = options_of(__doc__, rounds=3)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--bundle", default="nano")
    parser.add_argument("--captions", type=int, default=64)
    parser.add_argument("--batches", type=int, nargs="+", default=[8, 32, 64])
    options = parser.parse_args(words)
    torch.set_num_threads(options.threads)
    require(public_loop_is_one_by_one(options.checkout), f"the loop in {LOOP} is no longer one by one")
    model = load(options.bundle, "cpu")
    texts = captions_of(options.data, options.captions)
    alone = make(model, texts, 1)
    shares = [check(alone, make(model, texts, batch)) for batch in options.batches]
    sizes = (1, *options.batches)
    seconds = in_turns({str(size): partial(make, model, texts, size) for size in sizes}, options.rounds)
    rates = {batch: len(texts) / own for batch, own in seconds.items()}
    Comparison(
        "one_by_one",
        f"Generation for an evaluation: {len(texts)} captions of the test split to joints, nano's own policy",
        "one caption at a time, as T2M-GPT's evaluation loop in the checkout, with our policy and engine",
        f"same captions and seeds: the same tokens but for {max(shares):.1%} of the takes "
        f"(at most {DIFFERENT:.0%})",
        tuple(Row.of_rates(f"batches of {b}", rates[str(b)], rates["1"], "takes/s") for b in options.batches),
    ).finish(options.output, options.threads, words)


if __name__ == "__main__":
    run(main)
