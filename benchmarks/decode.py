"""Decoding: our engine beside `transformers` generate, and beside what the machine could do at best.

    python benchmarks/decode.py [--bundle nano] [--threads 2] [--rounds 5] [--batches 1 8 32 64]
        [--tokens 128] [--dtype bfloat16] [--factor] [--clock cpu]

Greedy decoding of the same prompts without a grammar to the same number of new tokens, in turns, medians.
No ratio is printed where the two write different tokens.  The limits: at batch 1 every byte of the weights is
read once a token, at the measured rate of reading; at larger batches the matrices' operations at the measured
rate of products of that many rows.  `--factor` adds seconds of motion made per second, from text to joints.
`--clock cpu` counts the processor's seconds, for a machine that is busy (with one thread); figures to
publish are of the wall clock on a quiet one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--bundle", default="nano")
parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--batches", type=int, nargs="+", default=[1, 8, 32, 64])
parser.add_argument("--tokens", type=int, default=128)
parser.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
parser.add_argument("--factor", action="store_true")
options = parser.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(options.threads)  # numpy's threads are counted when it is imported

import torch  # noqa: E402

from kinemind.generation import load  # noqa: E402
from kinemind.language.engine import fuse, write  # noqa: E402
from kinemind.language.engine.weights import Weights  # noqa: E402
from kinemind.language.policy import Policy  # noqa: E402
from kinemind.language.prompts import render_prompt  # noqa: E402
from kinemind.language.sampling import Sampling  # noqa: E402

CAPTIONS = (
    "a person walks forward and then waves with the right hand",
    "someone kicks with the left leg, turns left and walks back",
    "a man jumps twice",
    "the person sits down slowly, stands up again, then bows",
    "someone runs in a circle",
)
MORE = ("", " slowly", " quickly", " again", " happily", " and stops", " on the spot", " once more")
NO_TOKEN = -1
clock = time.process_time if options.clock == "cpu" else time.perf_counter


def main() -> None:
    torch.set_num_threads(options.threads)
    model = load(options.bundle, "cpu")
    policy = model.policy
    weights = fuse(policy.model, getattr(torch, options.dtype))
    assert weights is not None, "the engine does not know this model"
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    processor = next((line.split(":")[1].strip() for line in lines if "model name" in line), "")
    print(f"{processor}, {options.threads} threads, load {os.getloadavg()[0]:.1f}, torch {torch.__version__}")
    print(f"{options.tokens} new tokens, {options.rounds} rounds, {options.dtype}\n")
    reading, total = reading_rate(), matrix_bytes(weights)
    print(f"reading {reading / 1e9:.1f} GB/s, matrices {total / 1e6:.1f} MB")
    print(f"{'batch':>5} {'generate':>9} {'engine':>8} {'limit':>7}  ms a step; ratio, share of the limit")
    for batch in options.batches:
        compare(policy, weights, prompts(model, batch), reading)
    if options.factor:
        policy.dtype = getattr(torch, options.dtype)
        for batch in (1, 32):
            factor(model, batch)


def compare(policy: Policy, weights: Weights, rows: Sequence[list[int]], reading: float) -> None:
    batch, count = len(rows), options.tokens
    padded = policy.tokenizer.pad({"input_ids": rows}, padding_side="left", return_tensors="pt")

    def theirs() -> list[list[int]]:
        with torch.inference_mode():
            written = policy.model.generate(
                **padded, do_sample=False, max_new_tokens=count, min_new_tokens=count,
                eos_token_id=None, pad_token_id=policy.tokenizer.pad_token_id,
            )  # fmt: skip
        return written[:, padded["input_ids"].shape[1] :].tolist()

    def ours() -> list[list[int]]:
        weights.known.clear()  # every round reads its prompts, as generate does
        return write(
            weights, NO_TOKEN, rows, range(batch), Sampling(greedy=True), None, count, [[] for _ in rows]
        )

    same = theirs() == ours()
    seconds = in_turns([theirs, ours])
    limit = limit_of(weights, batch, reading)
    line = f"{batch:>5} {1e3 * seconds[0] / count:9.2f} {1e3 * seconds[1] / count:8.2f} {1e3 * limit:7.2f}"
    if same:
        print(f"{line}  {seconds[0] / seconds[1]:.2f}x, {limit * count / seconds[1]:.0%}", flush=True)
    else:
        print(f"{line}  the tokens differ: no ratio", flush=True)


def factor(model, batch: int) -> None:
    texts = [CAPTIONS[n % len(CAPTIONS)] + MORE[n // len(CAPTIONS) % len(MORE)] for n in range(batch)]
    seconds, made = [], []
    for turn in range(options.rounds + 1):
        begin = clock()
        takes = model.generate_many(texts, [turn * batch + n for n in range(batch)])
        seconds.append(clock() - begin)
        made.append(sum(take.motion.seconds for take in takes))
    # the first round reads the model
    factors = [motion / wall for motion, wall in zip(made[1:], seconds[1:], strict=True)]
    print(f"text to joints, batch {batch}: {statistics.median(factors):.0f} s of motion a second", flush=True)


def in_turns(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Median seconds of each call."""
    seconds: list[list[float]] = [[] for _ in calls]
    for _ in range(options.rounds):
        for call, own in zip(calls, seconds, strict=True):
            begin = clock()
            call()
            own.append(clock() - begin)
    return [statistics.median(own) for own in seconds]


def prompts(model, batch: int) -> list[list[int]]:
    return [
        render_prompt(
            model.policy.tokenizer, "t2m", model.bundle.style,
            caption=CAPTIONS[n % len(CAPTIONS)] + MORE[n // len(CAPTIONS) % len(MORE)],
        )
        for n in range(batch)
    ]  # fmt: skip


def matrices(weights: Weights) -> list[torch.Tensor]:
    parts = [p for layer in weights.layers for p in (layer.qkv, layer.out, layer.gate_up, layer.down)]
    return [*(part.weight for part in parts), weights.head]


def matrix_bytes(weights: Weights) -> int:
    return sum(matrix.nbytes for matrix in matrices(weights))


def limit_of(weights: Weights, batch: int, reading: float) -> float:
    """Seconds of one step: reading the weights at batch 1, else the larger of that and the products."""
    operations = sum(2 * batch * matrix.numel() for matrix in matrices(weights))
    least = matrix_bytes(weights) / reading
    return least if batch == 1 else max(least, operations / product_rate(weights, batch))


def reading_rate() -> float:
    """Bytes a second that a sum over 256 MB reads; the best of ten."""
    numbers = torch.ones(64 << 20)
    return numbers.nbytes / best(numbers.sum)


def product_rate(weights: Weights, rows: int) -> float:
    """Operations a second of the model's largest product with so many rows; the best of many."""
    product = weights.layers[0].gate_up
    x = torch.randn(rows, product.weight.shape[1])
    with torch.inference_mode():
        return 2 * rows * product.weight.numel() / best(lambda: product(x), 200)


def best(call: Callable[[], object], times: int = 10) -> float:
    seconds = []
    for _ in range(times):
        begin = clock()
        call()
        seconds.append(clock() - begin)
    return min(seconds)


if __name__ == "__main__":
    main()
