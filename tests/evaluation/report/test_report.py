"""The report's JSON keeps its contract; an estimate is the published one."""

import dataclasses
import json

import numpy as np
import pytest

from kinemind.evaluation.report import Estimate, estimate, report_text
from tests.evaluation.report.examples import METRICS, make_report, make_rows


def test_an_estimate_is_1_96_standard_errors_with_divisor_n(rng):
    for count in (2, 5, 20):
        values = rng.normal(3.0, 0.4, count).tolist()
        mean = sum(values) / count
        variance = sum((value - mean) ** 2 for value in values) / count
        found = estimate(values)
        assert found.mean == pytest.approx(mean, rel=1e-12)
        assert found.ci95 == pytest.approx(1.96 * (variance / count) ** 0.5, rel=1e-12)
        assert estimate(np.array(values)) == found


def test_one_value_and_equal_values_have_no_interval():
    assert estimate([0.1]) == Estimate(0.1, 0.0)
    assert estimate([0.1] * 20) == Estimate(0.1, 0.0)
    assert np.mean([0.1] * 20) != 0.1  # so the mean alone would not do


def test_nan_among_the_values_is_not_passed_over():
    found = estimate([0.5, float("nan"), 0.7])
    assert np.isnan(found.mean) and np.isnan(found.ci95)


def test_no_values_are_a_fault_of_the_caller():
    with pytest.raises(AssertionError):
        estimate([])


def test_the_json_has_the_keys_of_the_contract():
    found = json.loads(report_text(make_report()))
    assert {"rows", "protocol", "data", "seed", "bundle", "command", "settings", "notes"} <= set(found)
    assert found["protocol"] == "bench" and found["seed"] == 7 and found["num_repeats"] == 20
    assert found["data"] == {"name": "bench", "split": "test", "cases": 320, "content_hash": "c0ffee"}
    assert found["bundle"] == {"name": "nano", "digest": "abc123"}
    assert found["evaluator"] == {"name": "metric", "digest": "def456"}
    assert list(found["rows"]) == ["generated", "ground_truth", "random"]
    assert set(METRICS) < set(found["rows"]["generated"])
    assert found["rows"]["generated"]["fid"] == {"mean": 0.00123, "ci95": 0.00004}
    assert "multimodality" not in found["rows"]["random"]


def test_nan_and_infinity_are_null():
    rows = make_rows()
    rows["generated"]["fid"] = Estimate(float("inf"), float("nan"))
    report = dataclasses.replace(make_report(rows), settings={"limit": float("nan"), "at": (1.0, -np.inf)})
    text = report_text(report)
    assert "NaN" not in text and "Infinity" not in text
    found = json.loads(text)
    assert found["rows"]["generated"]["fid"] == {"mean": None, "ci95": None}
    assert found["rows"]["random"]["foot_slide_mm_per_frame"] == {"mean": None, "ci95": None}
    assert found["settings"] == {"at": [1.0, None], "limit": None}


def test_numbers_of_numpy_are_plain_in_the_json():
    settings = {"seeds": [np.int64(3)], "share": np.float32(0.5), "on": np.bool_(True)}
    rows = {"generated": {"fid": Estimate(np.float64(2.0), np.float64(0.5))}}
    report = dataclasses.replace(make_report(rows), settings=settings)  # type: ignore[arg-type]
    found = json.loads(report_text(report))
    assert found["settings"] == {"on": True, "seeds": [3], "share": 0.5}
    assert found["rows"]["generated"]["fid"] == {"mean": 2.0, "ci95": 0.5}


def test_the_text_does_not_depend_on_the_order_in_which_it_was_filled():
    rows = make_rows()
    turned = {row: dict(reversed(rows[row].items())) for row in reversed(rows)}
    first, second = make_report(rows), make_report(turned)
    second = dataclasses.replace(second, settings=dict(reversed(second.settings.items())))
    assert report_text(first) == report_text(second)
    singles = list(json.loads(report_text(first))["rows"]["generated"])[:3]
    assert singles == ["r_precision_1", "r_precision_1_singles", "r_precision_1_composites"]
