import asyncio
from random import Random

import pytest

from kinemind.cot.engine.limits import Gate, Pace, delay
from kinemind.cot.engine.options import EngineOptions
from kinemind.errors import InputError


class FakeClock:
    """Time that passes only while somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0

        async def sleep(seconds: float) -> None:
            self.now += seconds

        monkeypatch.setattr(asyncio, "sleep", sleep)

    def __call__(self) -> float:
        return self.now


def test_pace_spreads_requests_evenly_and_gives_no_credit(monkeypatch):
    clock = FakeClock(monkeypatch)
    pace = Pace(60.0, clock)
    assert [pace.reserve() for _ in range(3)] == [0.0, 1.0, 2.0]
    clock.now += 30.0
    assert [pace.reserve() for _ in range(2)] == [0.0, 1.0]


@pytest.mark.parametrize("per_minute", [7.0, 60.0, 1000.0])
def test_no_minute_holds_more_requests_than_allowed(monkeypatch, per_minute):
    clock = FakeClock(monkeypatch)
    gate = Gate(EngineOptions(requests_per_minute=per_minute), clock)

    async def enter(times: int) -> list[float]:
        entered = []
        for _ in range(times):
            await gate.enter()
            entered.append(clock.now)
        return entered

    entered = asyncio.run(enter(int(2.5 * per_minute)))
    assert max(sum(t <= u < t + 60.0 - 1e-6 for u in entered) for t in entered) <= per_minute
    assert entered[-1] - entered[0] == pytest.approx((len(entered) - 1) * 60.0 / per_minute)


def test_tokens_a_minute_are_learned_from_the_replies(monkeypatch):
    clock = FakeClock(monkeypatch)
    gate = Gate(EngineOptions(tokens_per_minute=6000.0), clock)

    async def spend(times: int) -> float:
        for _ in range(times):
            booked = await gate.enter()
            gate.settle(booked, 200.0)
        return clock.now

    # 100 requests of 200 tokens are 20,000 tokens; the first booking is a guess
    assert asyncio.run(spend(101)) - 100.0 == pytest.approx(200.0, abs=11.0)


def test_a_pause_holds_everyone(monkeypatch):
    clock = FakeClock(monkeypatch)
    gate = Gate(EngineOptions(), clock)
    gate.pause(5.0)
    gate.pause(2.0)
    asyncio.run(gate.enter())
    assert clock.now == pytest.approx(105.0)


def test_delays_double_up_to_the_longest_and_differ():
    options = EngineOptions(first_delay=1.0, max_delay=20.0)
    for failures, full in [(1, 1.0), (2, 2.0), (3, 4.0), (5, 16.0), (6, 20.0), (500, 20.0)]:
        drawn = [delay(failures, options, Random(seed)) for seed in range(50)]
        assert 0.5 * full <= min(drawn) < max(drawn) <= full
        assert len(set(drawn)) > 40


def test_retry_after_is_the_least_that_is_waited():
    options = EngineOptions(first_delay=1.0, max_delay=20.0)
    drawn = [delay(1, options, Random(seed), at_least=33.0) for seed in range(50)]
    assert min(drawn) >= 33.0
    assert max(drawn) <= 33.0 * 1.1
    assert delay(5, options, Random(0), at_least=0.0) >= 8.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"concurrency": 0},
        {"attempts": 0},
        {"retries": -1},
        {"timeout": 0.0},
        {"max_cost": float("nan")},
        {"requests_per_minute": -5.0},
        {"processes": 2, "requests_per_minute": 5.0},
    ],
)
def test_options_that_make_no_sense_are_refused(wrong):
    with pytest.raises(InputError):
        EngineOptions(**wrong)
