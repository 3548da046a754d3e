"""Which tables are single figures, each of which is a tile on a page."""

from datetime import date

import pytest

from campaign.reports.document import Column, Kind, Section, Table
from campaign.reports.forms.cells import are_figures

SENT, LATE, DAY = Column("Sent", Kind.COUNT), Column("Half within", Kind.SECONDS), Column("Day", Kind.DATE)


def test_one_row_of_numbers_is_tiles():
    assert are_figures(Section("sent", "What was sent", Table((SENT, LATE), ((3, 1.5),))))


@pytest.mark.parametrize(
    "table",
    [
        Table((SENT, LATE), ()),
        Table((SENT, LATE), ((3, 1.5), (4, 2.5))),
        Table((DAY, SENT), ((date(2026, 12, 1), 3),)),
        Table((SENT, LATE), ((3, 1.5),), total=(3, 1.5)),
    ],
    ids=["no row", "two rows", "a day", "a total"],
)
def test_whatever_has_more_to_it_stays_a_table(table):
    assert not are_figures(Section("sent", "What was sent", table))
