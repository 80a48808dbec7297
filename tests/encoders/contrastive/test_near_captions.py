"""Captions that say the same are no negatives; another side, direction, order or count makes them some."""

import pytest
import torch

from kinemind.augmentation import mirror_caption
from kinemind.encoders.contrastive.near_captions import meaning, near_equal
from kinemind.encoders.sentence import sentence_encoder


def near(first: str, second: str, threshold: float = 0.8) -> bool:
    numbers = {what: number for number, what in enumerate({meaning(first), meaning(second)})}
    vectors = torch.from_numpy(sentence_encoder().embed([first, second]))
    found = near_equal([numbers[meaning(first)], numbers[meaning(second)]], vectors, threshold)
    assert found.shape == (2, 2) and found.diagonal().all() and found[0, 1] == found[1, 0]
    return bool(found[0, 1])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a person waves with the left hand.", "someone waves with their left hand."),
        ("a man walks forward.", "the person is walking forwards."),
        (
            "someone kicks with the right foot, then jumps.",
            "a figure kicks with the right foot and then jumps.",
        ),
    ],
)
def test_one_meaning_in_other_words_is_near(first: str, second: str):
    assert meaning(first) == meaning(second) and near(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a person raises the left hand.", "a person raises the right hand."),
        ("a person turns left.", "a person turns right."),
        ("a person walks forward.", "a person walks backward."),
        ("a person walks, then jumps.", "a person jumps, then walks."),
        ("a person jumps twice.", "a person jumps three times."),
        ("a person waves.", "a person bows."),
    ],
)
def test_another_meaning_is_not_near_however_alike_the_words(first: str, second: str):
    assert meaning(first) != meaning(second) and not near(first, second, -1.0)


def test_a_mirrored_caption_is_not_near_unless_it_has_no_side():
    for text in (
        "a person raises the left hand.",
        "someone turns to the right and then kicks with the left foot.",
    ):
        assert mirror_caption(text) != text and not near(text, mirror_caption(text), -1.0)
        assert meaning(mirror_caption(mirror_caption(text))) == meaning(text)
    text = "a person jumps."
    assert near(text, mirror_caption(text))


def test_one_meaning_is_not_enough_where_the_sentences_are_far():
    vectors = torch.nn.functional.normalize(torch.tensor([[1.0, 0.0], [0.96, 0.28], [0.0, 1.0]]), dim=1)
    found = near_equal([7, 7, 7], vectors, 0.9)
    assert found.tolist() == [[True, True, False], [True, True, False], [False, False, True]]
    assert near_equal([7, 8, 7], vectors, -1.0).tolist() == [
        [True, False, True],
        [False, True, False],
        [True, False, True],
    ]
