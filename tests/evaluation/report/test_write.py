"""Three files beside each other, the same bytes again; what cannot be written is refused beforehand."""

import json
import os

import pytest

from kinemind.errors import InputError
from kinemind.evaluation.report import Sample, check_output, report_text, write_report
from tests.evaluation.report.examples import make_report, walking

SAMPLES = [Sample("best 1", ("a person walks",), walking(), {"jerk": 12.0}, "best")]
DISTRIBUTIONS = {"jerk": {"generated": [1.0, 2.0], "ground_truth": [1.5]}}


def test_the_report_and_what_stands_beside_it(tmp_path):
    path = tmp_path / "new" / "bench test.json"
    written = write_report(make_report(), path, SAMPLES, DISTRIBUTIONS)
    assert [one.name for one in written] == ["bench test.json", "bench test.md", "bench test.png"]
    assert sorted(path.parent.iterdir()) == sorted(written)
    assert path.read_text(encoding="utf-8") == report_text(make_report())
    assert json.loads(path.read_text(encoding="utf-8"))["rows"]["generated"]
    page = written[1].read_text(encoding="utf-8")
    assert "(bench%20test.png)" in page and "0.0012 ± 0.0000" in page
    assert written[2].read_bytes().startswith(b"\x89PNG")


def test_a_second_writing_gives_the_same_bytes(tmp_path):
    first = write_report(make_report(), tmp_path / "a" / "r.json", SAMPLES, DISTRIBUTIONS)
    second = write_report(make_report(), tmp_path / "b" / "r.json", SAMPLES, DISTRIBUTIONS)
    assert [one.read_bytes() for one in first] == [one.read_bytes() for one in second]


def test_without_pictures_none_is_shown(tmp_path):
    written = write_report(make_report(), tmp_path / "r.json")
    assert [one.name for one in written] == ["r.json", "r.md"]
    assert "r.png" not in written[1].read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["report", "report.md", "report.json.gz", "report.JSON"])
def test_another_suffix_is_refused(tmp_path, name):
    with pytest.raises(InputError, match=r"ends in \.json"):
        check_output(tmp_path / name)


def test_folders_in_the_way_are_refused(tmp_path):
    (tmp_path / "r.md").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        check_output(tmp_path / "r.json")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="not a folder"):
        check_output(tmp_path / "file" / "deep" / "r.json")


def test_a_folder_without_the_right_to_write_is_refused(tmp_path, monkeypatch):
    # whoever runs the tests as root may write everywhere
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(InputError, match="no right to write"):
        check_output(tmp_path / "deep" / "r.json")
    assert not (tmp_path / "deep").exists()


def test_a_relative_path_is_taken(tmp_path, monkeypatch):
    from pathlib import Path

    monkeypatch.chdir(tmp_path)
    check_output(Path("r.json"))
    assert write_report(make_report(), Path("r.json"))[0].is_file()


def test_nothing_half_is_left_when_writing_fails(tmp_path, monkeypatch):
    path = tmp_path / "r.json"
    write_report(make_report(), path, SAMPLES)
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    monkeypatch.setattr("kinemind.evaluation.report.write.to_markdown", lambda *_: "\ud800")
    with pytest.raises(UnicodeEncodeError):
        write_report(make_report(), path, SAMPLES)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before
