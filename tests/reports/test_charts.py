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


def test_the_words_under_columns_do_not_touch():
    rows = [(f"Wed {day} November", day, 9) for day in range(10, 24)]
    svg = drawn(Chart(Shape.COLUMNS, ("Name",), ("Sent",)), *rows)
    ends = []
    for one in svg.css('text[y="230"]'):
        half, x = width(one.text(), 12) / 2, float(one.attributes["x"])
        ends.append((x - half, x + half))
    assert len(ends) > 3
    assert all(end < begin for (_, end), (begin, _) in itertools.pairwise(ends))
    assert ends[0][0] > 0
    assert ends[-1][1] < 720


def test_what_is_not_known_and_what_is_nothing_have_no_column():
    svg = drawn(Chart(Shape.COLUMNS, ("Name",), ("Sent",)), ("a", 3, 9), ("b", None, 9), ("c", 0, 9), ("d", 6, 9))
    assert [one.text() for one in svg.css("rect title")] == ["a · Sent: 3", "d · Sent: 6"]


def test_what_came_of_a_plan_fills_its_column_as_far_as_it_came():
    svg = drawn(Chart(Shape.COLUMNS, ("Name",), ("Posts", "Sent")), ("a", 3, 6), ("b", 6, 6))
    around, inside = ([one.attributes for one in layer.css("rect")] for layer in svg.css("g"))
    for outer, inner in zip(around, inside, strict=True):
        assert float(outer["x"]) < float(inner["x"])
        assert float(outer["x"]) + float(outer["width"]) > float(inner["x"]) + float(inner["width"])
        assert outer["class"] == inner["class"]
    assert [float(inner["height"]) / float(outer["height"]) for outer, inner in zip(around, inside, strict=True)] == [
        0.5,
        1,
    ]
    assert [one.attributes["opacity"] for one in svg.css("g")] == ["0.4", "1"]
    # The legend's marks are as pale, and as narrow beside each other.
    assert [(one.attributes["opacity"], one.attributes["width"]) for one in svg.css("svg > rect")] == [
        ("0.4", "11"),
        ("1", "5.5"),
    ]


@pytest.mark.parametrize("number", [3_000, 20_000])
def test_columns_of_many_years_of_days_are_seen(number):
    rows = [(f"d{day}", 5, 9) for day in range(number)]
    for path in drawn(Chart(Shape.COLUMNS, ("Name",), ("Posts", "Sent")), *rows).css("path.series-1"):
        assert "h0.0V" not in path.attributes["d"]


def test_more_columns_than_one_can_point_at_are_one_stroke():
    rows = [(f"d{day}", day % 5, 9) for day in range(365)]
    svg = drawn(Chart(Shape.COLUMNS, ("Name",), ("Sent",)), *rows)
    assert svg.css("rect") == []
    assert svg.css_first("path.series-1").attributes["d"].count("z") == 292


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
