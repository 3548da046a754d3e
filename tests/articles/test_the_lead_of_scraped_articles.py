import tomllib
from pathlib import Path

import pytest

from posts.article import lead, plain
from posts.article.lead import Lead

CASES = tomllib.loads((Path(__file__).parents[1] / "data/articles/leads.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_the_parts_of_a_first_line(case):
    expected = Lead(case["title"], case["body"]) if "title" in case else None
    assert lead.part(case["line"], case.get("rest", "")) == expected


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_no_word_of_a_first_line_is_lost_but_tags_and_labels(case):
    draft = plain.read(f"{case['line']}\n{case.get('rest', '')}")
    said = " ".join([draft.title, *(piece.text for piece in draft.pieces)]).split()
    body = case.get("body") or case.get("rest") or case["line"]
    assert set(body.split()) <= set(said)
