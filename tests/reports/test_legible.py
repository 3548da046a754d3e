"""Forms that people read leave out what says nothing; nothing that is known is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime

from selectolax.lexbor import LexborHTMLParser

from campaign.reports.document import Chart, Column, Document, Kind, Money, Section, Shape, Table
from campaign.reports.forms import html, pdf
from campaign.reports.forms.legible import legible
from campaign.reports.period import Period

COLUMNS = (Column("Account"), Column("Sent", Kind.COUNT), Column("Likes", Kind.COUNT), Column("Posts", Kind.COUNT))
CHART = Chart(Shape.BARS, ("Account",), ("Sent", "Likes"), behind="Posts")


def document(rows, chart=CHART, total=None):
    """A report of one section."""
    period = Period(date(2026, 3, 1), date(2026, 3, 2), "UTC")
    made = datetime(2026, 3, 3, tzinfo=UTC)
    whole = Section("accounts", "Accounts", Table(COLUMNS, rows, total), chart=chart)
    return Document("campaign", "Spring", period, "UTC", made, (), (whole,))


def section(rows, chart=CHART, total=None):
    """That section as people read it."""
    return legible(document(rows, chart, total), most=10).sections[0]


def names(found):
    return [one.name for one in found.table.columns]


def test_a_column_of_which_nothing_is_known_is_left_out_of_rows_total_and_chart():
    found = section([("a", 1, None, 1), ("b", 2, None, 1)], total=("all", 3, None, 2))
    assert names(found) == ["Account", "Sent", "Posts"]
    assert found.table.rows == (("a", 1, 1), ("b", 2, 1))
    assert found.table.total == ("all", 3, 2)
    assert found.chart.of == ("Sent",)


def test_one_known_cell_keeps_its_column_and_nought_is_known():
    assert names(section([("a", 0, None, 1), ("b", None, 5, 1)])) == ["Account", "Sent", "Likes", "Posts"]


def test_what_the_document_says_of_all_rows_is_said_once():
    rows = [("spring", "UTC", 1), ("spring", "UTC", 2)]
    columns = (Column("Campaign", said_above=True), Column("Zone", said_above=True), Column("Number", Kind.COUNT))
    one = document([], None)

    def shown(rows):
        table = Section("attempts", "Attempts", Table(columns, rows))
        return names(legible(replace(one, about="spring", sections=(table,)), most=10).sections[0])

    assert shown(rows) == ["Number"]
    assert shown([*rows, ("autumn", "Asia/Kolkata", 3)]) == ["Campaign", "Zone", "Number"]


def test_what_a_chart_is_drawn_along_and_what_stands_behind_it_stay():
    assert names(section([(None, 1, 2, None), (None, 1, 2, None)])) == ["Account", "Sent", "Likes", "Posts"]


def test_a_chart_of_one_row_or_of_nothing_known_is_not_drawn():
    assert section([("a", 1, 2, 3)]).chart is None
    assert section([("a", None, None, 3), ("b", None, None, 3)]).chart is None


def test_a_chart_that_would_show_nought_alone_is_not_drawn():
    assert section([("a", 0, None, 3), ("b", 0, 0, 3)]).chart is None
    assert section([("a", Money(0, "USD"), None, 3), ("b", Money(0, "USD"), None, 3)]).chart is None
    assert section([("a", Money(0, "USD"), None, 3), ("b", Money(1, "USD"), None, 3)]).chart is not None


def test_an_empty_table_keeps_its_columns():
    assert names(section([])) == ["Account", "Sent", "Likes", "Posts"]


def test_a_page_draws_a_year_of_days_and_lists_the_first_hundred():
    rows = [(f"day {number}", number, None, 5) for number in range(365)]
    columns = Chart(Shape.COLUMNS, ("Account",), ("Sent",))
    page = LexborHTMLParser(html.fragment(document(rows, columns)))
    assert len(page.css("tbody tr")) == 100
    assert "Only the first 100 rows" in page.css_first("section p").text()
    assert page.css_first("svg desc").text().startswith("365 values.")


def test_a_pdf_turns_its_pages_once_before_the_first_table_that_needs_it():
    words = "words that take a line of their own"
    wide = Section("posts", "Posts", Table(tuple(Column(f"{words} {n}") for n in range(8)), ((words,) * 8,)))
    one = document([("a", 1, 2, 3)])
    found = pdf.told(replace(one, sections=(*one.sections, wide, *one.sections)))
    assert [part["title"]["text"] for part in found["upright"]] == ["Accounts"]
    assert [part["title"]["text"] for part in found["wide"]] == ["Posts", "Accounts"]


def test_sections_of_what_is_yet_to_come_are_named_at_once():
    to_come = Section("best", "Best posts", Table(COLUMNS, ()), "Nothing is measured yet.", comes_later=True)
    gaps = Section("gaps", "Gaps", Table(COLUMNS, ()), "No day is without a post.")
    one = document([("a", 1, 2, 3)])
    whole = replace(
        one, sections=(*one.sections, to_come, gaps, replace(to_come, key="weakest", title="Weakest posts"))
    )
    found = legible(whole, most=10).sections
    assert [part.title for part in found] == ["Accounts", "Gaps", "Nothing yet"]
    assert found[-1].note == "There is nothing to tell yet of: Best posts; Weakest posts."
    assert "Nothing is measured" not in html.fragment(whole)


def test_a_section_that_has_come_is_shown():
    one = document([("a", 1, 2, 3)])
    came = replace(one.sections[0], comes_later=True)
    assert [part.title for part in legible(replace(one, sections=(came,)), most=10).sections] == ["Accounts"]


def test_a_section_of_names_and_noughts_is_yet_to_come_and_one_number_or_day_brings_it():
    def titles(rows, columns=COLUMNS):
        came = Section("figures", "Figures", Table(columns, rows), comes_later=True)
        one = document(())
        return [part.title for part in legible(replace(one, sections=(came,)), most=10).sections]

    assert titles([("planned", 0, 0, None), ("published", 0, None, 0)]) == ["Nothing yet"]
    assert titles([("planned", 0, 0, None), ("published", 0, None, 1)]) == ["Figures"]
    assert titles([(date(2026, 3, 1), 0)], (Column("Day", Kind.DATE), Column("Sent", Kind.COUNT))) == ["Figures"]


def test_the_short_name_of_a_link_parts_after_its_dots_alone():
    found = html.fragment(document([("https://clinic.example.org/@a?b=1", 1, 1, 1), ("b", 1, 1, 1)]))
    link = LexborHTMLParser(found).css_first("td a")
    assert (link.text(), link.inner_html) == ("clinic.example.org", "clinic.<wbr>example.<wbr>org")
