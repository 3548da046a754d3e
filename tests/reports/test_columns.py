"""Rows that come column by column are written just as rows are, in every form and in whatever parts they come."""

import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campaign.instants import Instants
from campaign.reports.columns import by_columns, each
from campaign.reports.document import Column, Kind, Table
from campaign.reports.forms import FORMS
from tests.reports.rich import RICH

ZONE = "Europe/Berlin"
COLUMNS = (Column("Name"), Column("At", Kind.MOMENT), Column("Delay", Kind.SECONDS))
NAMES = ["=SUM(A1)", 'say "so", they say', "a\nb", "_x0041_\x07", None, "plain"]
AT = Instants([None, 0, 1_793_000_000_123_456, 1_792_886_400_000_000, 1_792_890_000_000_000, 5], [ZONE] * len(NAMES))
DELAYS = [0.0, 1.5, None, 2.000001, 0.25, 0.25]


class InParts:
    def columns(self):
        for begin, end in ((0, 1), (1, 4), (4, len(NAMES))):
            yield [NAMES[begin:end], Instants(AT.at[begin:end], AT.zones[begin:end]), DELAYS[begin:end]]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_columns_are_written_as_rows_are(form):
    rows = list(zip(NAMES, AT, DELAYS, strict=True))
    assert written(form, InParts()) == written(form, rows)


@given(st.lists(st.text(st.sampled_from('ab=+,"\n\r\té')) | st.integers(), min_size=1, max_size=5))
@example(["a", "=b"])
@example(["a", "b,"])
@example(["a", "b"])
@example([1, 2])
def test_many_texts_are_written_as_each_is_by_itself(texts):
    rows = [(text, None, None) for text in texts]
    head = written("csv", [])
    assert written("csv", rows) == head + b"".join(written("csv", [row]).removeprefix(head) for row in rows)


@given(st.lists(st.floats(min_value=0, max_value=1e20), min_size=1, max_size=5))
@example([1.5e-05, 1e-07, 1.5e-07, 0.1234565, 0.123456, 1e16])
def test_seconds_are_told_to_the_microsecond(delays):
    head, *lines = written("csv", [("a", None, delay) for delay in delays]).decode().split("\r\n")
    assert head
    assert lines == [*(f"a,,{round(delay, 6)!r}" for delay in delays), ""]


def written(form, rows):
    """What the table or the sheet says."""
    section = replace(RICH.sections[0], table=Table(COLUMNS, rows), chart=None)
    out = io.BytesIO()
    FORMS[form].write(replace(RICH, sections=(section,)), out)
    return out.getvalue() if form == "csv" else cells_of(out)


def cells_of(book):
    return [[(cell.value, cell.number_format) for cell in row] for row in openpyxl.load_workbook(book).worksheets[1]]


def test_rows_become_columns_part_by_part():
    rows = [(number, str(number)) for number in range(250)]
    found = list(by_columns(rows))
    assert [len(part[0]) for part in found] == [100, 100, 50]
    assert [row for part in found for row in zip(*part, strict=True)] == rows
    assert list(by_columns([])) == []


@pytest.mark.parametrize(("cells", "made"), [([1, 2, 3], 3), ([1, 1, 1, 2, 1], 2)])
def test_what_is_there_more_often_is_worked_on_once(cells, made):
    asked = []

    def double(cell):
        asked.append(cell)
        return cell * 2

    assert list(each(double, cells)) == [cell * 2 for cell in cells]
    assert len(asked) == made
