"""The format reward: 0 or 1 in Motion-R1's dialect, graded in MoRL's."""

import pytest

from kinemind.language.grammar import Parsed, parse, write
from kinemind.rewards.format import format
from tests.rewards.answers import BROKEN, NoModels, batch

GRADES = {"out_of_vocabulary": -0.3, "wrong_level": -0.3, "too_short": -0.5, "too_long": -0.5}


@pytest.mark.parametrize("status", BROKEN)
def test_a_broken_answer(status):
    rows = [("walk", (1, 2), Parsed(status, "thought", "answer", (1, 2)))]
    assert format(batch(NoModels(), rows, dialect="motion-r1")).tolist() == [0.0]
    assert format(batch(NoModels(), rows, dialect="morl")).tolist() == [GRADES.get(status, -1.0)]


@pytest.mark.parametrize("dialect", ["motion-r1", "morl"])
def test_what_the_grammar_writes_gets_1_and_cut_off_it_does_not(dialect):
    text = write(dialect, "t2m", reasoning="1. The person walks.", codes=[3, 7, 5, 9])
    answers = [parse(words, dialect, "t2m", codebook_size=16) for words in (text, text[:-3], "", "walks")]
    scores = format(batch(NoModels(), [("walk", (), answer) for answer in answers], dialect=dialect))
    lowest = 0.0 if dialect == "motion-r1" else -1.0
    assert scores.tolist() == [1.0, lowest, lowest, lowest]
