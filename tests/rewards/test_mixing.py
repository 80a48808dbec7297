"""Weights by name: presets, what they leave out, and what is refused."""

import pytest

from kinemind.errors import InputError
from kinemind.language.dialects import DIALECTS
from kinemind.rewards import REWARDS
from kinemind.rewards.mixing import PRESETS, parse_weights, weights_of


def test_presets_name_rewards_that_exist_for_every_dialect_and_task():
    assert set(PRESETS) == set(DIALECTS)
    for dialect in DIALECTS:
        assert set(PRESETS[dialect]) <= set(REWARDS)
        assert weights_of({}, dialect, ("t2m", "m2t")) == PRESETS[dialect]


def test_only_rewards_of_the_trained_tasks_are_left():
    assert set(weights_of({}, "morl", ["m2t"])) == {"format", "semantic_alignment", "reasoning_coherence"}
    generating = weights_of({}, "morl", ["t2m"])
    assert "semantic_alignment" not in generating and generating["physical_plausibility"] == 0.5
    assert list(generating) == [name for name in REWARDS if name in generating]


def test_given_weights_replace_the_preset_and_0_stays():
    given = {"reasoning_coherence": 0.0, "format": 2}
    assert weights_of(given, "motion-r1", ["t2m"]) == {"format": 2.0, "reasoning_coherence": 0.0}


@pytest.mark.parametrize(
    ("given", "tasks", "said"),
    [
        ({"fromat": 1.0}, ["t2m"], "no reward 'fromat'"),
        ({"format": float("nan")}, ["t2m"], "weight of the reward format"),
        ({"format": float("inf")}, ["t2m"], "weight of the reward format"),
        ({"format": -1.0}, ["t2m"], "not negative"),
        ({"format": 0.0, "motion_similarity": 0.0}, ["t2m"], "above 0"),
        ({"motion_similarity": 1.0}, ["m2t"], "judges m2t"),
        # a mistake is one also where the task leaves the reward out
        ({"format": 1.0, "motion_similarity": float("nan")}, ["m2t"], "motion_similarity"),
    ],
)
def test_what_is_wrong_is_said_with_the_rewards_there_are(given, tasks, said):
    with pytest.raises(InputError, match=said) as refused:
        weights_of(given, "motion-r1", tasks)
    sentence = str(refused.value)
    assert "reasoning_coherence" in sentence and "\n" not in sentence


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("", {}),
        ("format=0.2,motion_similarity=1", {"format": 0.2, "motion_similarity": 1.0}),
        (" format = 2 , semantic_similarity,", {"format": 2.0, "semantic_similarity": 1.0}),
        ("format=nan", None),
        ("format=much", None),
        ("format=1=2", None),
        ("format=", None),
        ("format=1,format=2", None),
        ("=1", None),
    ],
)
def test_the_form_of_the_flag(text, weights):
    if weights is None:
        with pytest.raises(InputError):
            weights_of(parse_weights(text), "morl", ["t2m"])
    else:
        assert parse_weights(text) == weights
