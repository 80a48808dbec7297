"""The chart of distributions: round ticks, shares, what is off the chart or undefined is said."""

import numpy as np
import pytest

from kinemind.render import distribution
from kinemind.render.distribution import distribution_chart, ticks

RED, BLUE = (40, 40, 220), (220, 80, 40)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 10.0, [0, 2, 4, 6, 8, 10]),
        (0.0, 0.37, [0, 0.1, 0.2, 0.3]),
        (-3.0, 900.0, [0, 200, 400, 600, 800]),
    ],
)
def test_ticks_are_round_and_within(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


def said(monkeypatch, rows):
    """The texts of a chart."""
    texts = []
    draw = distribution.draw_text

    def heard(image, text, *rest):
        texts.append(text)
        draw(image, text, *rest)

    monkeypatch.setattr(distribution, "draw_text", heard)
    distribution_chart("Slide", "mm", rows, dict.fromkeys(rows, RED), 500, 300)
    return texts


def test_what_is_off_the_chart_is_said(monkeypatch):
    values = [*np.linspace(0, 1, 198).tolist(), 50.0, 60.0]
    texts = said(monkeypatch, {"generated": values, "truth": [0.5, float("nan")]})
    assert "Slide" in texts and "mm" in texts
    (generated,) = [text for text in texts if text.startswith("generated")]
    assert "median 0.505" in generated and "1.0 % beyond" in generated
    assert "truth: mean 0.5, median 0.5, 1 of 2 undefined" in texts


def test_rows_without_values_are_said(monkeypatch):
    texts = said(monkeypatch, {"generated": [], "truth": [float("nan")]})
    assert "generated: no values" in texts and "truth: no values, 1 of 1 undefined" in texts


def test_outlines_are_as_high_as_their_shares():
    rows = {"low": [0.1] * 5 + [0.9] * 5, "high": [0.1] * 10}
    chart = distribution_chart("Slide", "mm", rows, {"low": RED, "high": BLUE}, 500, 300)[:280]
    tops = {
        row: np.flatnonzero((chart == np.array(colour)).all(-1).any(1)).min()
        for row, colour in (("low", RED), ("high", BLUE))
    }
    base = 300 - round(3.2 * 15)
    assert base - tops["low"] == pytest.approx((base - tops["high"]) / 2, abs=3)
