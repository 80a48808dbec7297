"""Motion captioning: the rows, the references they are scored against, resuming, and what is refused."""

import json
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from kinemind.bundle import Bundle
from kinemind.cli.eval_m2t import M2T, run_m2t
from kinemind.corpora import Caption, Corpus, open_data
from kinemind.encoders.contrastive.config import ContrastiveConfig
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder, Towers
from kinemind.errors import InputError
from kinemind.evaluation import describing, m2t
from kinemind.evaluation.captioning import Answers, Remembering, word_figures
from kinemind.evaluation.judging import Part
from kinemind.evaluation.m2t import Settings, evaluate_m2t
from kinemind.evaluation.protocols import M2T_LEMMA, M2T_RAW, m2t_protocol_named
from kinemind.formats.files import written_aside
from kinemind.generation import Model
from kinemind.metrics.captions.bleu import bleu
from kinemind.metrics.captions.cider import document_frequencies
from kinemind.metrics.captions.wording import words
from kinemind.motion import Motion
from kinemind.skeletons import KIT21
from kinemind.tokenizer import MotionTokenizer

FIGURES = {f"bleu_{n}" for n in (1, 2, 3, 4)} | {"rouge_l", "cider", "bertscore", "matching_score"}
FIGURES |= {f"r_precision_{k}" for k in (1, 2, 3)}


def add_encoders(bundle: Path, roles: tuple[str, ...] = ("metric", "reward")) -> Path:
    """Untrained encoders, so that there is something to embed with."""
    tokenizer = MotionTokenizer.load(bundle / "tokenizer")
    for seed, role in enumerate(roles):
        torch.manual_seed(seed)
        config = ContrastiveConfig(width=16, layers=1, text_layers=1, heads=2, dimension=8)
        towers = Towers(config, tokenizer.layout.size).eval()
        encoder = MotionTextEncoder(towers, config, role, tokenizer.normalisation, tokenizer.layout)
        encoder.save(bundle / "encoders" / role)
    return bundle


@pytest.fixture(scope="module")
def bundle(tiny_runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("m2t") / "bundle"
    shutil.copytree(tiny_runs / "sft" / "bundle", folder)
    return add_encoders(folder)


@pytest.fixture(scope="module")
def reports(bundle: Path, tiny_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same evaluation twice, each from nothing."""
    written = []
    for name in ("first", "second"):
        output = tmp_path_factory.mktemp(name) / "report.json"
        run_m2t(
            M2T(
                str(tiny_data), str(bundle), split="train", num_repeats=2, limit=8, processes=1, output=output
            )
        )
        written.append(output)
    return written


def test_same_seed_same_bytes(reports: list[Path]) -> None:
    first, second = (path.read_bytes() for path in reports)
    assert first == second
    assert all((path.with_suffix(end)).is_file() for path in reports for end in (".md", ".png"))


def test_every_row_has_every_figure(reports: list[Path], bundle: Path, tiny_data: Path) -> None:
    report = json.loads(reports[0].read_text())
    assert list(report["rows"]) == ["generated", "retrieval", "ground_truth", "random"]
    for row in report["rows"].values():
        assert set(row) >= FIGURES
        assert all(np.isfinite(one["mean"]) for one in row.values())
    assert report["task"] == "m2t" and report["settings"]["bertscore"] == "all-MiniLM-L6-v2"
    assert any("one reference fewer" in note for note in report["notes"])
    assert report["command"] == (
        f"kinemind eval m2t --data {shlex.quote(str(tiny_data))} --bundle {shlex.quote(str(bundle))} "
        "--split train --protocol m2t-raw --num-repeats 2 --seed 0 --limit 8"
    )


def test_generated_is_scored_against_all_captions(reports: list[Path], tiny_data: Path) -> None:
    """BLEU@1 of the report from the saved descriptions and the corpus, computed here."""
    report = json.loads(reports[0].read_text())
    corpus = open_data(tiny_data)
    found = []
    for r in range(2):
        lines = (reports[0].with_suffix(".takes") / f"repeat-{r:02d}.jsonl").read_text().splitlines()
        rows = [json.loads(line) for line in lines]
        candidates = [words(row["text"], "raw") for row in rows]
        references = [[words(text, "raw") for text in corpus.clip(row["case"]).texts] for row in rows]
        found.append(bleu(candidates, references, "shortest")[0])
        assert len({row["seed"] for row in rows}) == len(rows) == 8
    assert report["rows"]["generated"]["bleu_1"]["mean"] == pytest.approx(np.mean(found), abs=1e-12)


def test_a_perfect_describer_wins(
    bundle: Path, tiny_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Descriptions that are references score full marks, unrelated ones do not, and one reference of its
    own is not in the ground truth's references."""
    corpus = open_data(tiny_data)
    texts = {clip.id: clip.texts for clip in corpus.clips("train")}

    def first_caption(sitting, motions, bundle, folder, com) -> None:
        rows = [{"case": case, "seed": 0, "text": texts[case][0], "reasoning": ""} for case in sitting.cases]
        with written_aside(folder / f"{sitting.name}.jsonl") as aside:
            aside.write_text("".join(json.dumps(row) + "\n" for row in rows))

    monkeypatch.setattr(describing, "describe", first_caption)
    settings = Settings("train", num_repeats=1, limit=12)
    rows = evaluate_m2t(Bundle.open(bundle), corpus, M2T_LEMMA, settings, tmp_path, "x").report.rows
    assert rows["generated"]["bleu_4"].mean == pytest.approx(1.0)
    assert rows["generated"]["rouge_l"].mean == pytest.approx(1.0)
    assert rows["generated"]["bertscore"].mean == pytest.approx(1.0, abs=1e-5)
    assert rows["generated"]["cider"].mean > rows["random"]["cider"].mean
    assert rows["ground_truth"]["bleu_4"].mean < 1.0
    assert rows["random"]["bertscore"].mean < rows["generated"]["bertscore"].mean


def test_a_killed_evaluation_goes_on(
    bundle: Path, tiny_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[int, ...]] = []
    real = Model.caption_many

    def killed(self, motions, seeds, **options):
        if len(calls) == 1:
            raise KeyboardInterrupt
        calls.append(tuple(seeds))
        return real(self, motions, seeds, **options)

    corpus, opened = open_data(tiny_data), Bundle.open(bundle)
    settings = Settings("train", num_repeats=2, limit=6)
    with monkeypatch.context() as patch:
        patch.setattr(Model, "caption_many", killed)
        with pytest.raises(KeyboardInterrupt):
            evaluate_m2t(opened, corpus, M2T_RAW, settings, tmp_path, "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["job.json", "repeat-00.jsonl"]

    def counted(self, motions, seeds, **options):
        calls.append(tuple(seeds))
        return real(self, motions, seeds, **options)

    monkeypatch.setattr(Model, "caption_many", counted)
    evaluate_m2t(opened, corpus, M2T_RAW, settings, tmp_path, "x")
    assert len(calls) == 2 and not set(calls[0]) & set(calls[1])
    # how captions are judged is not what they depend on
    evaluate_m2t(opened, corpus, M2T_LEMMA, settings, tmp_path, "x")
    assert len(calls) == 2
    with pytest.raises(InputError, match="other seed"):
        evaluate_m2t(opened, corpus, M2T_RAW, Settings("train", 1, 2, 6), tmp_path, "x")


def test_without_reward_encoder_and_train_split(
    bundle: Path, tiny_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a row is left out with a note; single captions leave the ground truth without caption figures."""
    poor = tmp_path / "bundle"
    shutil.copytree(bundle, poor)
    shutil.rmtree(poor / "encoders" / "reward")
    corpus = open_data(tiny_data)
    clips = tuple(replace(clip, captions=clip.captions[:1]) for clip in corpus.clips("train")[:6])
    only = Corpus(corpus.name, corpus.path, clips, (), corpus.files)
    settings = Settings("train", num_repeats=1)
    report = evaluate_m2t(Bundle.open(poor), only, M2T_RAW, settings, tmp_path / "a", "x").report
    assert set(report.rows) == {"generated", "ground_truth", "random"}
    assert "bleu_1" not in report.rows["ground_truth"] and "r_precision_1" in report.rows["ground_truth"]
    assert any("no row `retrieval`" in note for note in report.notes)
    assert any("6 cases have a single caption" in note for note in report.notes)

    moved = replace(only, all_clips=tuple(replace(clip, split="test") for clip in clips))
    report = evaluate_m2t(Bundle.open(bundle), moved, M2T_RAW, Settings(num_repeats=1), tmp_path / "b", "x")
    assert set(report.report.rows) == {"generated", "ground_truth"}
    assert any("no train split" in note for note in report.report.notes)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"num_repeats": 0}, "--num-repeats is 1 or more"),
        ({"limit": 1}, "--limit is 2 or more"),
        ({"seed": -1}, "--seed is 0 or more"),
        ({"processes": -1}, "--processes is 0"),
        ({"split": "dev"}, "unknown split"),
        ({"protocol": "m2t"}, "unknown protocol 'm2t'; known: m2t-raw, m2t-lemma"),
        ({"bertscore_model": "no/such-model"}, "cannot be loaded"),
        ({"bundle": "no-such-bundle"}, "there is no bundle"),
        ({"output": Path("report.txt")}, "a report ends in .json"),
    ],
)
def test_bad_input_is_refused_before_any_work(
    bundle: Path, tiny_data: Path, monkeypatch: pytest.MonkeyPatch, change: dict, sentence: str
) -> None:
    def never(*_args, **_options) -> None:
        raise AssertionError("nothing may be described")

    monkeypatch.setattr(m2t, "describe_all", never)
    with pytest.raises(InputError, match=sentence):
        run_m2t(M2T(**{"data": str(tiny_data), "bundle": str(bundle), **change}))


def test_other_skeletons_and_empty_splits_are_refused(bundle: Path, tiny_data: Path, tmp_path: Path) -> None:
    corpus, opened = open_data(tiny_data), Bundle.open(bundle)
    empty = Corpus(corpus.name, corpus.path, (), (), corpus.files)
    with pytest.raises(InputError, match="0 captioned motions"):
        evaluate_m2t(opened, empty, M2T_RAW, Settings(), tmp_path, "x")
    motion = Motion(np.zeros((60, 21, 3), np.float32), 12.5, KIT21)
    kit = replace(corpus, all_clips=tuple(replace(clip, motion=motion) for clip in corpus.all_clips))
    with pytest.raises(InputError, match="reads humanml22 motions, those of the data are kit21"):
        evaluate_m2t(opened, kit, M2T_RAW, Settings("train"), tmp_path, "x")


def test_protocols_by_name() -> None:
    assert m2t_protocol_named("m2t-lemma").style == "lemma"
    with pytest.raises(InputError, match="unknown protocol"):
        m2t_protocol_named("bench")


class Counting:
    """Word pieces that are numbers of a text's own."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_tokens(self, texts):
        self.asked += texts
        longest = max(len(text) for text in texts)
        values = np.array([[[len(text), k] for k in range(longest)] for text in texts], np.float32)
        return values, np.arange(longest) < np.array([[len(text)] for text in texts])


def test_remembering_gives_the_same_and_asks_once() -> None:
    plain, counting = Counting(), Counting()
    known = Remembering(counting, kept=2)
    for texts in (["ab", "abcd"], ["abcd", "abc", "ab"], ["abc", "ab"]):
        values, mask = known.embed_tokens(texts)
        wanted, real = plain.embed_tokens(texts)
        assert (mask == real).all() and (values[mask] == wanted[real]).all()
    assert counting.asked == ["ab", "abcd", "abc"]


def test_lemma_references_are_the_corpus_tokens() -> None:
    """The tokens say another verb than the sentence: only `m2t-lemma` goes by them."""
    made = Answers(
        (Caption("a man strolls forward slowly"),),
        (
            (
                Caption(
                    "a man walks forward slowly", tokens="a/DET man/NOUN stroll/VERB forward/ADV slowly/ADV"
                ),
            ),
        ),
    )
    whole = [Part("", np.arange(1))]
    lemma, raw = (
        word_figures(made, whole, one, document_frequencies([[("a",)], [("b",)]]))
        for one in (M2T_LEMMA, M2T_RAW)
    )
    assert lemma["bleu_1"] == pytest.approx(1.0) and raw["bleu_1"] == pytest.approx(0.8)
