import numpy as np
import pytest
from pycocoevalcap.cider.cider import Cider

from kinemind.errors import InputError
from kinemind.metrics.captions.cider import DocumentFrequencies, cider, cider_each, document_frequencies
from tests.metrics.captions.bench_captions import bench_words, coco, random_corpus


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("vocabulary", [6, 40])
def test_equals_pycocoevalcap(seed, vocabulary):
    candidates, references = random_corpus(seed, vocabulary=vocabulary)
    mean, each = Cider().compute_score(*coco(candidates, references))
    assert cider_each(candidates, references) == pytest.approx(each, abs=1e-6)
    assert cider(candidates, references) == pytest.approx(mean, abs=1e-6)
    assert mean > 0


@pytest.mark.parametrize("style", ["raw", "lemma"])
def test_equals_it_on_bench_captions(shared, style):
    candidates, references = bench_words(shared, style)
    mean, each = Cider().compute_score(*coco(candidates, references))
    assert cider_each(candidates, references) == pytest.approx(each, abs=1e-6)
    assert 0.1 < mean < 5


def test_an_empty_caption_scores_zero_as_there():
    candidates, references = random_corpus(5)
    candidates[3] = ()
    _, each = Cider().compute_score(*coco(candidates, references))
    assert cider_each(candidates, references) == pytest.approx(each, abs=1e-6)
    assert cider_each(candidates, references)[3] == 0


def test_the_reference_itself_is_ten_and_nothing_in_common_is_zero():
    rows = [tuple(f"{letter}{i}" for i in range(6)) for letter in "abc"]
    assert cider_each(rows, [[row] for row in rows]) == pytest.approx([10, 10, 10])
    assert cider_each(rows, [[row] for row in rows[1:] + rows[:1]]) == pytest.approx([0, 0, 0])


def test_range_and_order_of_the_corpus():
    candidates, references = random_corpus(6)
    each = cider_each(candidates, references)
    assert (each >= 0).all() and (each <= 10).all()
    back = cider_each(candidates[::-1], [row[::-1] for row in references[::-1]])
    assert back[::-1] == pytest.approx(each)


def test_word_order_and_length_matter():
    row, others = tuple("abcdef"), [[tuple("uvwxyz")], [tuple("ghijkl")]]
    known = document_frequencies([[row], *others])
    right, turned, long = (
        cider([words], [[row]], known) for words in (row, row[::-1], row + tuple("uvwxyz"))
    )
    assert right == pytest.approx(10)
    assert turned == pytest.approx(2.5)
    assert 0 < long < right


def test_what_every_motion_has_weighs_nothing():
    references = [[("a", "person", first)] for first in ("walks", "runs", "jumps")]
    assert cider([("a", "person")] * 3, references) == 0
    assert cider([("walks",), ("runs",), ("jumps",)], references) > 0
    assert cider([("a", "person", "walks")], references[:1]) == 0


def test_a_part_of_a_corpus_scores_as_within_the_whole():
    candidates, references = random_corpus(8)
    known = document_frequencies(references)
    part = cider_each(candidates[:7], references[:7], known)
    assert part == pytest.approx(cider_each(candidates, references)[:7])
    assert not np.allclose(part, cider_each(candidates[:7], references[:7]))
    # twice the same caption of one motion is one document
    assert document_frequencies([[("a",), ("a", "a")]]) == DocumentFrequencies({("a",): 1, ("a", "a"): 1}, 1)


def test_bad_input_is_refused():
    with pytest.raises(InputError, match="reference"):
        cider([("a",)], [[]])
    with pytest.raises(InputError, match="no captions"):
        cider([], [])
    with pytest.raises(InputError, match="frequencies"):
        DocumentFrequencies({("a",): 3}, 2)
