"""Streams: the same tokens as without, pieces that are the take, in the order that is promised."""

from pathlib import Path

import numpy as np
import pytest

from kinemind.errors import InputError
from kinemind.features import recover_from_positions
from kinemind.generation import Model, load
from kinemind.generation.composing import compose_many
from kinemind.generation.events import Discarded, Finished, Piece, Planned, Reasoning
from kinemind.generation.streaming import stream
from kinemind.generation.stretches import stretches_of, stretches_of_script
from kinemind.generation.unrolling import Unrolling, reach
from tests.test_generation import untrained


@pytest.fixture(scope="module")
def nano() -> Model:
    return load("nano", "cpu")


def events_of(model: Model, script, seed: int = 0):
    return list(stream(model.policy, model.bundle, script, "x", seed, max_seconds=15.0))


def joints_of(events) -> np.ndarray:
    pieces = [event for event in events if isinstance(event, Piece)]
    assert [p.start for p in pieces] == [0, *np.cumsum([len(p.joints) for p in pieces])[:-1]]
    return np.concatenate([p.joints for p in pieces])


def test_a_stream_is_the_take_that_generate_makes(nano: Model):
    prompt = "a person walks forward, turns left, then walks on"
    events = events_of(nano, stretches_of(prompt))
    plain = nano.generate(prompt)
    take = events[-1].take
    assert isinstance(events[-1], Finished)
    assert take.motion_tokens == plain.motion_tokens
    assert take.reasoning == plain.reasoning and take.steps == plain.steps
    assert np.array_equal(joints_of(events), take.motion.joints)
    apart = np.linalg.norm(take.motion.joints - plain.motion.joints, axis=-1)
    assert apart.mean() < 0.06 and apart[: 2 * 20].mean() < 0.03


def test_what_is_written_is_shown_draft_by_draft(nano: Model):
    events = events_of(nano, stretches_of("a person walks forward, turns left, then walks on"))
    kinds = [type(event) for event in events]
    planned = kinds.index(Planned)
    assert set(kinds[:planned]) <= {Reasoning, Discarded} and set(kinds[planned + 1 : -1]) == {Piece}
    drafts = [event.draft for event in events[:planned] if isinstance(event, Reasoning)]
    last = "".join(e.text for e in events[:planned] if isinstance(e, Reasoning) and e.draft == drafts[-1])
    gone = [event.draft for event in events if isinstance(event, Discarded)]
    assert gone == list(range(drafts[-1])), "every draft but the last was taken back"
    assert events[planned].reasoning == last.strip() and events[planned].steps[0].text == "walks forward"
    assert len([d for d in drafts if d == 0]) > 2


def test_pieces_come_while_tokens_do(nano: Model):
    tokenizer = nano.bundle.motion_tokenizer
    tokens = list(nano.generate("a person walks forward", 1).motion_tokens) * 3
    one, many = Unrolling(tokenizer), Unrolling(tokenizer)
    given = one.feed(tokens) + one.close()
    early: list[np.ndarray] = []
    for token in tokens:
        early += many.feed([token])
    assert early, "pieces come before the end"
    early += many.close()
    assert all(np.array_equal(a, b) for a, b in zip(given, early, strict=True))
    assert len(one.motion) == len(tokens) // tokenizer.num_levels * tokenizer.frames_per_latent


def test_with_all_that_the_decoder_reaches_a_piece_is_what_decoding_at_once_gives(nano: Model):
    tokenizer = nano.bundle.motion_tokenizer
    tokens = np.tile(nano.generate("a person walks forward", 1).motion_tokens, 3)[:160].tolist()
    unrolling = Unrolling(tokenizer, ahead=reach(tokenizer.model.config))
    unrolling.feed(tokens)
    unrolling.close()
    whole = tokenizer.decode_features(tokens)
    raw = recover_from_positions(whole.astype(np.float64))
    got = unrolling.motion.joints
    assert np.abs(got[:, 0] - raw[:, 0]).max() < 1e-3, "place and heading are carried on"
    bones = got[:, 1:] - got[:, list(tokenizer.layout.skeleton.parents[1:])]
    lengths = np.linalg.norm(bones, axis=-1)
    assert np.ptp(lengths, axis=0).max() < 1e-4


def test_a_motion_of_stretches_streams_the_composed_take(nano: Model):
    script = stretches_of_script([("a person walks forward", 3.0), ("bows", 3.0)])
    events = events_of(nano, script, 5)
    plain = compose_many(nano.policy, nano.bundle, [script], ["x"], [5], max_seconds=15.0)[0]
    assert events[-1].take.motion_tokens == plain.motion_tokens
    assert events[-1].take.reasoning == plain.reasoning
    assert np.array_equal(joints_of(events), events[-1].take.motion.joints)


@pytest.mark.parametrize("dialect", ["motion-r1", "morl"])
def test_a_bundle_that_does_not_reason_streams(tmp_path: Path, dialect):
    model = load(untrained(tmp_path, dialect, reasoning=False), "cpu")
    events = events_of(model, stretches_of("someone moves"), 3)
    assert {type(event) for event in events} == {Piece, Finished}
    assert events[-1].take.motion_tokens == model.generate("someone moves", 3).motion_tokens
    assert len(joints_of(events)) == len(events[-1].take.motion)


def test_what_cannot_be_asked_is_refused_at_once(nano: Model):
    with pytest.raises(InputError):
        stream(nano.policy, nano.bundle, stretches_of("walks"), "x", -1)
    with pytest.raises(InputError):
        stream(nano.policy, nano.bundle, stretches_of("walks"), "x", 0, max_seconds=0.1)
