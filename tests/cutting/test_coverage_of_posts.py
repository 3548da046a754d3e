"""What posts say of their article, told by their spans alone, as the database keeps them."""

from hypothesis import given
from hypothesis import strategies as st

from posts.article import load
from posts.cut.coverage import coverage_by, of_all, places, unsaid
from posts.wire import Guard, Session

TEXT = "# Backs\n\n## Rest\n\nRest helps most people with a sore back.\n\n## Walks\n\nShort walks help more than a week in bed.\n"


def article(tmp_path):
    source = tmp_path / "a.md"
    source.write_text(TEXT)
    return load(str(source), Session(Guard()))


def test_each_section_is_said_as_far_as_the_spans_reach(tmp_path):
    one = article(tmp_path)
    start = one.text.index("Rest helps")
    said = places([(start, one.text.index("back.") + 5)], [])
    assert [(section.heading, section.share) for section in coverage_by(one, said)] == [("Rest", 1.0), ("Walks", 0.0)]
    assert unsaid(one, said) == ("Short walks help more than a week in bed.",)


def test_what_an_edit_takes_out_is_not_said(tmp_path):
    one = article(tmp_path)
    start, cut = one.text.index("Short"), one.text.index(" more than")
    end = one.text.index("bed.") + 4
    said = places([(start, end)], [("trim", cut, end - 1, ""), ("capitalise", start, start + 1, "S")])
    assert unsaid(one, said)[-1].startswith("more than a week in bed")


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_a_post_never_says_more_than_its_spans(spans):
    spans = [(min(pair), max(pair)) for pair in spans]
    assert places(spans, []) == {at for start, end in spans for at in range(start, end)}
    assert of_all([]) == 1.0
