import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocoevalcap.rouge.rouge import Rouge
from rouge_score.rouge_scorer import RougeScorer

from kinemind.errors import InputError
from kinemind.metrics.captions.rouge_l import rouge_l, rouge_l_each
from tests.metrics.captions.bench_captions import bench_texts, bench_words, coco, random_corpus

WORDS = st.lists(st.sampled_from("abcde"), max_size=10)


def google(candidates, references):
    scorer = RougeScorer(["rougeL"])
    return [
        max(scorer.score(reference, text)["rougeL"].fmeasure for reference in given_)
        for text, given_ in zip(candidates, references, strict=True)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_both_forms_equal_their_packages(seed):
    candidates, references = random_corpus(seed)
    texts = [" ".join(row) for row in candidates], [[" ".join(r) for r in row] for row in references]
    assert rouge_l_each(candidates, references) == pytest.approx(google(*texts), abs=1e-6)
    mean, each = Rouge().compute_score(*coco(candidates, references))
    assert rouge_l_each(candidates, references, "coco") == pytest.approx(each, abs=1e-6)
    assert rouge_l(candidates, references, "coco") == pytest.approx(mean, abs=1e-6)


def test_on_bench_captions(shared):
    candidates, references = bench_words(shared, "raw")
    # rouge-score splits the sentences itself, into the same words as the raw style
    assert rouge_l_each(candidates, references) == pytest.approx(google(*bench_texts(shared)), abs=1e-6)
    assert 0.2 < rouge_l(candidates, references) < 0.9
    mean, _ = Rouge().compute_score(*coco(candidates, references))
    assert rouge_l(candidates, references, "coco") == pytest.approx(mean, abs=1e-6)


@pytest.mark.parametrize("form", ["f1", "coco"])
@given(first=WORDS, second=WORDS, third=WORDS)
def test_range_and_best_reference(form, first, second, third):
    alone = rouge_l([first], [[second]], form)
    assert 0 <= alone <= rouge_l([first], [[second, third]], form) <= 1
    if first:
        assert rouge_l([first], [[second, first]], form) == pytest.approx(1)
    assert rouge_l([first], [[["z"]]], form) == 0


@pytest.mark.parametrize("form", ["f1", "coco"])
def test_properties(form):
    candidates, references = random_corpus(3)
    assert rouge_l(candidates, references, form) == pytest.approx(
        rouge_l(candidates[::-1], references[::-1], form)
    )
    ordered = rouge_l([tuple("abcd")], [[tuple("abcd")]], form)
    turned = rouge_l([tuple("dcba")], [[tuple("abcd")]], form)
    assert (ordered, turned) == pytest.approx((1, 0.25))
    assert rouge_l([(), tuple("ab")], [[tuple("ab")]] * 2, form) == pytest.approx(0.5)
    assert rouge_l([tuple("ab")], [[()]], form) == 0


def test_the_forms_differ_where_precision_and_recall_do():
    candidate, reference = [tuple("abcd")], [[tuple("abcdefgh")]]
    assert rouge_l(candidate, reference) == pytest.approx(2 / 3)
    assert rouge_l(candidate, reference, "coco") == pytest.approx(2.44 * 0.5 / (0.5 + 1.44))


def test_bad_input_is_refused():
    with pytest.raises(InputError, match="reference"):
        rouge_l([("a",)], [[]])
    with pytest.raises(InputError, match="2 captions"):
        rouge_l_each([("a",), ("b",)], [[("a",)]])
    assert isinstance(rouge_l_each([("a",)], [[("a",)]]), np.ndarray)
