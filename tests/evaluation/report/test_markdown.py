"""The Markdown report shows every figure of the JSON, in tables whose columns agree."""

import dataclasses
import re

import pytest

from kinemind.evaluation.report.markdown import to_markdown
from kinemind.evaluation.report.quantities import QUANTITIES, quantity
from kinemind.evaluation.report.report import Estimate
from kinemind.metrics.plausibility import plausibility
from tests.evaluation.report.examples import make_report, make_rows, walking

Table = list[list[str]]


def read_tables(text: str) -> dict[str, Table]:
    """The cells of each table by the heading above it."""
    tables: dict[str, Table] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("|"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            tables.setdefault(heading, []).append(cells)
    return tables


def figure(tables: dict[str, Table], heading: str, row: str, label: str) -> str:
    table = tables[heading]
    column = next(k for k, cell in enumerate(table[0]) if cell.startswith(label))
    return next(line[column] for line in table if line[0] == row)


def test_all_tables_are_whole_and_hold_every_figure():
    report = make_report()
    tables = read_tables(to_markdown(report))
    assert len(tables) == 7
    for table in tables.values():
        assert len({len(line) for line in table}) == 1 and len(table) >= 3
        assert all(re.fullmatch(":?-+:?", cell) for cell in table[1])
    cells = sum(cell not in ("", "–") for table in tables.values() for line in table[2:] for cell in line[1:])
    assert cells == sum(len(found) for found in report.rows.values())
    heads = {head for table in tables.values() for head in table[0]}
    for metric in {name for found in report.rows.values() for name in found}:
        assert any(head.startswith(quantity(metric).label) for head in heads), metric
    rows = {line[0] for line in tables["Physical plausibility"][2:]}
    assert rows == {"generated", "ground truth", "random"}


def test_figures_are_printed_in_their_units_with_sensible_digits():
    tables = read_tables(to_markdown(make_report()))
    assert figure(tables, "Captions", "generated", "BLEU@1") == "21.2 ± 0.4"
    assert any(head == "BLEU@1 (%) ↑" for head in tables["Captions"][0])
    assert any(head == "Foot slide (mm/frame) ↓" for head in tables["Physical plausibility"][0])
    assert any(head == "Diversity →" for head in tables["Distribution"][0])
    # two digits of the smallest that is no rounding error, the same in the whole column
    assert figure(tables, "Distribution", "generated", "FID") == "0.0012 ± 0.0000"
    assert figure(tables, "Distribution", "ground truth", "FID") == "0.0000"
    assert figure(tables, "Physical plausibility", "random", "Foot slide") == "n/a"
    assert figure(tables, "Distribution", "random", "MultiModality") == "–"


def test_figures_without_an_interval_stand_alone():
    rows = {"generated": {"r_precision_1": Estimate(0.75), "fid": Estimate(0.2, 1e-9)}}
    report = dataclasses.replace(make_report(rows), num_repeats=1)
    text = to_markdown(report)
    tables = read_tables(text)
    assert figure(tables, "Motion and text", "generated", "R@1") == "0.750"
    # small, but an interval
    assert "±" in figure(tables, "Distribution", "generated", "FID")
    assert "without ±: no interval (one repeat, or a figure of the whole corpus)" in text
    assert report.to_json()["rows"]["generated"]["r_precision_1"] == {"mean": 0.75, "ci95": 0.0}


def test_parts_stand_in_tables_of_their_own():
    tables = read_tables(to_markdown(make_report()))
    assert figure(tables, "Motion and text: all together", "generated", "R@1") == "0.102 ± 0.004"
    assert figure(tables, "Motion and text: singles", "generated", "R@1") == "0.700 ± 0.010"
    assert figure(tables, "Motion and text: composites", "generated", "R@1") == "0.300 ± 0.010"


def test_one_part_alone_is_still_named():
    rows = {"generated": {"fid_singles": Estimate(0.2)}}
    assert "Distribution: singles" in read_tables(to_markdown(make_report(rows)))


def test_a_row_without_figures_of_a_table_is_not_in_it():
    rows = make_rows()
    rows["retrieval"] = {"fid": Estimate(0.4, 0.1)}
    tables = read_tables(to_markdown(make_report(rows)))
    assert [line[0] for line in tables["Distribution"][2:]] == [
        "generated",
        "retrieval",
        "ground truth",
        "random",
    ]
    assert "retrieval" not in {line[0] for line in tables["Captions"]}


def test_where_it_comes_from_is_said():
    report = make_report()
    text = to_markdown(report, "my report.png")
    for said in ("bench", "c0ffee", "abc123", "def456", "320 cases", "Seed: 7", "Repeats: 20", "temperature"):
        assert said in text
    assert f"```sh\n{report.command}\n```" in text
    assert "(my%20report.png)" in text
    assert "![" not in to_markdown(report)


def test_notes_and_the_key_end_the_page():
    text = to_markdown(make_report())
    key, notes = text.split("## Key")[1].split("## Notes")
    assert "- Retrieval beats us | by far." in notes and "- Composites are short." in notes
    assert "(`r_precision_1`)" in key and key.count("(`r_precision_1`)") == 1
    assert "singles`" not in key and "(`steps_in_order`)" in key
    assert "## Notes" not in to_markdown(dataclasses.replace(make_report(), notes=()))


def test_signs_of_markdown_in_names_break_nothing():
    rows = {"a|b": {"fid": Estimate(0.2), "odd|name": Estimate(1.0)}}
    report = dataclasses.replace(make_report(rows), command="echo ```\necho done")
    text = to_markdown(report)
    for table in read_tables(text).values():
        assert len({len(line) for line in table}) == 1 and len(table[0]) == 2
        assert table[2][0] == r"a\|b"
    assert "````sh\necho ```\necho done\n````" in text


@pytest.mark.parametrize("name", QUANTITIES)
def test_every_quantity_says_what_it_is(name):
    what = QUANTITIES[name]
    assert what.arrow and what.group != "other"
    assert what.meaning != "not described here" and "\n" not in what.meaning
    assert (what.unit == "%") == (what.scale == 100.0)


def test_every_figure_of_plausibility_has_a_name_and_a_unit():
    motion = walking()
    found = plausibility(motion.joints, motion.fps, motion.skeleton)
    assert found and all(QUANTITIES[name].group == "plausibility" for name in found)
