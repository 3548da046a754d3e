"""Charts: their ticks, their words, and what stands on too little."""

import itertools

import pytest
from selectolax.lexbor import LexborHTMLParser

from campaign.reports.charts import draw
from campaign.reports.charts.scale import counted, shortened, timed, width
from campaign.reports.document import Chart, Column, Kind, Section, Shape, Table


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(22_212, (0, 5_000, 10_000, 15_000, 20_000, 25_000)), (0, (0, 1)), (3, (0, 1, 2, 3)), (1, (0, 1))],
)
def test_ticks_are_round_and_of_whole_things(most, ticks):
    assert counted(most, whole=True).ticks == ticks


@pytest.mark.parametrize(("most", "last", "step"), [(5_000, 5_400, 1_800), (95, 120, 30), (7_300, 10_800, 3_600)])
def test_ticks_of_time_are_those_that_people_count_in(most, last, step):
    assert timed(most).ticks[1] == step
    assert timed(most).ticks[-1] == last


@pytest.mark.parametrize("text", ["short", "a name that goes on " * 500, "春季健康活动" * 50, "two\nlines"])
def test_a_name_has_the_room_that_it_has(text):
    said = shortened(text, 12, 150)
    assert width(said, 12) <= 150
    assert "\n" not in said


COLUMNS = (Column("Name"), Column("Sent", Kind.COUNT), Column("Posts", Kind.COUNT))


def drawn(chart, *rows, columns=COLUMNS):
    section = Section("one", "One & only", Table(columns, rows), chart=chart)
    return LexborHTMLParser(draw(section, rows, "UTC")).css_first("svg")


def test_what_stands_on_fewer_than_three_is_grey_and_said():
    svg = drawn(Chart(Shape.BARS, ("Name",), ("Sent",), behind="Posts"), ("a", 5, 3), ("b", 5, 2))
    assert [one.attributes["class"] for one in svg.css("g rect")] == ["series-1", "unsure"]
    assert "on fewer than three" in svg.text()


def test_what_says_how_many_bars_there_are_more_has_a_line_of_its_own():
    svg = drawn(Chart(Shape.BARS, ("Name",), ("Sent",)), *((f"a{row}", 1, 3) for row in range(31)))
    note = next(one for one in svg.css("text") if "the table has 1 more" in one.text())
    assert float(svg.css_first("g rect").attributes["y"]) > float(note.attributes["y"])


def test_what_is_not_known_is_a_dash_and_no_bar():
    svg = drawn(Chart(Shape.BARS, ("Name",), ("Sent",)), ("a", None, 0), ("b", 0, 0))
    assert [one.text() for one in svg.css(".value")] == ["–", "0"]
    assert len(svg.css("g rect")) == 1


def test_the_words_under_a_line_do_not_touch():
    rows = [(f"Wed {day} November", day, 9) for day in range(10, 24)]
    svg = drawn(Chart(Shape.LINES, ("Name",), ("Sent",)), *rows)
    ends = []
    for one in svg.css('text[y="230"]'):
        wide, x = width(one.text(), 12), float(one.attributes["x"])
        begin = x - wide * {"start": 0, "middle": 0.5, "end": 1}[one.attributes["text-anchor"]]
        ends.append((begin, begin + wide))
    assert len(ends) > 3
    assert all(end < begin for (_, end), (begin, _) in itertools.pairwise(ends))


def test_a_line_has_a_gap_where_nothing_is_known():
    rows = [(f"d{day}", None if day == 2 else day, 9) for day in range(6)]
    assert len(drawn(Chart(Shape.LINES, ("Name",), ("Sent",)), *rows).css("polyline")) == 2


def test_lines_of_equal_values_are_both_seen_and_the_legend_shows_which_is_which():
    svg = drawn(Chart(Shape.LINES, ("Name",), ("Sent", "Posts")), *((f"d{day}", day, day) for day in range(6)))
    below, above = svg.css("polyline")
    assert below.attributes["points"] == above.attributes["points"]
    assert int(below.attributes["stroke-width"]) >= int(above.attributes["stroke-width"]) + 4
    assert float(below.parent.attributes["opacity"]) < float(above.parent.attributes["opacity"])
    for line, mark in zip((below, above), svg.css("rect"), strict=True):
        assert mark.attributes["height"] == line.attributes["stroke-width"]
        assert mark.attributes["opacity"] == line.parent.attributes["opacity"]


@pytest.mark.parametrize("shape", list(Shape))
def test_a_chart_of_nothing_says_so(shape):
    svg = drawn(Chart(shape, ("Name", "Posts") if shape is Shape.HEAT else ("Name",), ("Sent",)))
    assert svg.css_first("desc").text() == "There is nothing to draw."
    assert svg.attributes["role"] == "img"


def test_a_week_has_168_cells_of_which_the_unmeasured_are_hollow():
    columns = (
        Column("Day", Kind.COUNT),
        Column("Hour", Kind.COUNT),
        Column("Rate", Kind.SHARE),
        Column("n", Kind.COUNT),
    )
    chart = Chart(Shape.HEAT, ("Day", "Hour"), ("Rate",), behind="n")
    svg = drawn(chart, (0, 9, 0.5, 10), (6, 23, 0.9, 2), columns=columns)
    kinds = [one.attributes["class"] for one in svg.css("rect:has(title)")]
    assert (len(kinds), kinds.count("hollow"), kinds[9], kinds[-1]) == (168, 166, "heat-5", "unsure")
    assert "Sun 23:00: 90 %, on fewer than three" in svg.html


def test_names_are_escaped_and_what_xml_cannot_hold_is_left_out():
    html = draw(
        Section(
            "one", "<b>", Table((Column("N"), Column("S", Kind.COUNT)), ()), chart=Chart(Shape.BARS, ("N",), ("S",))
        ),
        [("<script>\x07", 1)],
        "UTC",
    )
    assert "<script" not in html
    assert "\x07" not in html


def test_a_column_that_is_not_there_is_said():
    with pytest.raises(ValueError, match="“Gone”, and the table has only Name, Sent, Posts"):
        drawn(Chart(Shape.BARS, ("Gone",), ("Sent",)), ("a", 1, 1))
