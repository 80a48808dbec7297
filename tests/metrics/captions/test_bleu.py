import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st
from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.bleu.bleu_scorer import BleuScorer

from kinemind.errors import InputError
from kinemind.metrics.captions.bleu import bleu
from tests.metrics.captions.bench_captions import bench_words, coco, random_corpus


def sacre(candidates, references, order):
    most = max(len(row) for row in references)
    streams = [[" ".join(row[i]) if i < len(row) else None for row in references] for i in range(most)]
    metric = sacrebleu.BLEU(tokenize="none", smooth_method="none", max_ngram_order=order)
    return metric.corpus_score([" ".join(row) for row in candidates], streams).score / 100


@pytest.mark.parametrize("seed", range(6))
def test_equals_pycocoevalcap_and_sacrebleu(seed):
    candidates, references = random_corpus(seed)
    ours = bleu(candidates, references)
    assert min(ours) > 0
    assert ours == pytest.approx(Bleu(4).compute_score(*coco(candidates, references), verbose=0)[0], abs=1e-6)
    assert ours == pytest.approx([sacre(candidates, references, n) for n in (1, 2, 3, 4)], abs=1e-6)


@pytest.mark.parametrize("style", ["raw", "lemma"])
def test_equals_them_on_bench_captions(shared, style):
    candidates, references = bench_words(shared, style)
    ours = bleu(candidates, references)
    assert min(ours) > 0.05
    assert ours == pytest.approx(Bleu(4).compute_score(*coco(candidates, references), verbose=0)[0], abs=1e-6)
    assert ours == pytest.approx([sacre(candidates, references, n) for n in (1, 2, 3, 4)], abs=1e-6)


def test_the_shortest_reference_is_pycocoevalcaps_shortest():
    candidates, references = random_corpus(7)
    candidates = [row[:4] for row in candidates]
    scorer = BleuScorer(n=4)
    for row, given_ in zip(candidates, references, strict=True):
        scorer += (" ".join(row), [" ".join(reference) for reference in given_])
    ours = bleu(candidates, references, "shortest")
    assert ours == pytest.approx(scorer.compute_score(option="shortest")[0], abs=1e-6)
    assert ours[0] > bleu(candidates, references)[0]


@given(st.lists(st.lists(st.sampled_from("abcdef"), min_size=4, max_size=12), min_size=1, max_size=8))
def test_a_reference_itself_is_perfect(rows):
    assert bleu(rows, [[["z"] * 5, row] for row in rows]) == pytest.approx((1, 1, 1, 1))


def test_nothing_in_common_is_zero_and_so_is_an_order_without_a_match():
    assert bleu([["a", "b", "c", "d"]], [[["e", "f", "g", "h"]]]) == (0, 0, 0, 0)
    one, two, three, four = bleu([["a", "b", "x", "c", "d"]], [[["a", "b", "y", "c", "d"]]])
    assert (one, two) == pytest.approx((0.8, (0.8 * 0.5) ** 0.5))
    assert (three, four) == (0, 0)


def test_word_order_matters_from_two_words_on():
    one, two, three, four = bleu([tuple("dcbagfe")], [[tuple("abcdefg")]])
    assert (one, two, three, four) == (1, 0, 0, 0)
    candidates, references = random_corpus(1)
    swapped = [row[1:2] + row[:1] + row[2:] for row in candidates]
    straight, other = bleu(candidates, references), bleu(swapped, references)
    assert straight[0] == pytest.approx(other[0])
    assert abs(straight[1] - other[1]) > 1e-4


def test_a_word_counts_no_more_often_than_in_one_reference():
    # the example of the paper, section 2.1
    the = [["the"] * 7]
    texts = ("the cat is on the mat", "there is a cat on the mat")
    assert bleu(the, [[text.split() for text in texts]])[0] == pytest.approx(2 / 7)


def test_the_order_of_the_corpus_and_of_the_references_is_nothing():
    candidates, references = random_corpus(2)
    back = bleu(candidates[::-1], [row[::-1] for row in references[::-1]])
    assert bleu(candidates, references) == pytest.approx(back)


def test_short_captions_are_punished_and_empty_ones_score_zero():
    reference = [[tuple("abcdefgh")]]
    full, half = (bleu([tuple("abcdefgh"[:n])], reference) for n in (6, 4))
    assert 1 > full[0] > half[0] > 0
    assert bleu([()], reference) == (0, 0, 0, 0)
    assert 0 < bleu([(), tuple("abcdefgh")], reference * 2)[0] < 1


@pytest.mark.parametrize(
    "candidates, references",
    [([["a"]], []), ([["a"]], [[]]), ([], []), ([["a"], ["b"]], [[["a"]]]), (["a"], ["a"]), ("a", [["a"]])],
)
def test_bad_input_is_refused(candidates, references):
    with pytest.raises(InputError):
        bleu(candidates, references)
