"""`campaign report --template`: a person's own template, filled with a report's values."""

import re
from pathlib import Path

import pytest

from campaign.errors import Refused
from campaign.reports.forms import apart
from campaign.reports.forms.templating import Template, render
from tests.reports.rich import RICH

DOCS = Path(__file__).parents[2] / "docs" / "operating.md"


def filled(text, name="mine.md", value=None):
    return render(RICH, name, value, Template(name, text))


def test_a_template_sees_the_document_and_the_value():
    assert filled("{{ document.zone }}: {{ report.answer }}", value={"answer": 42}) == "Europe/London: 42"


def test_the_example_of_the_docs_is_filled():
    example = re.search(r"```jinja\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)[1]
    said = filled(example)
    assert "Sun 1 Nov 2026, 09:30:05" in said
    assert "- clinic: –" in said


def test_a_built_in_template_can_be_extended():
    said = filled('{% extends "report.html" %}{% block title %}Ours{% endblock %}', "mine.html")
    assert "<title>Ours</title>" in said
    assert 'id="accounts"' in said


def test_what_a_template_calls_its_own_is_nothing_that_the_built_in_one_needs():
    said = filled('{% extends "report.html" %}{% set rows = 5 %}{% block title %}{{ rows }}{% endblock %}', "mine.html")
    assert "<title>5</title>" in said


@pytest.mark.parametrize(("name", "escaped"), [("a.html", "&lt;b&gt;"), ("a.xml", "&lt;b&gt;"), ("a.md", "<b>")])
def test_markup_is_escaped_where_the_file_is_markup(name, escaped):
    assert filled("{{ report }}", name, "<b>") == escaped


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("one\n{{ nobody }}\n", 2, "'nobody' is undefined"),
        ("one\ntwo\n{% for x in %}", 3, "Expected"),
        ("{{ document.titel }}", 1, "titel"),
        ("\n\n{{ 1 / 0 }}", 3, "division by zero"),
        ("{{ ''.__class__ }}", 1, "unsafe"),
        ("\n{% include '/etc/passwd' %}", 2, "/etc/passwd"),
        ("\n{% extends '../../app.py' %}", 2, "app.py"),
    ],
)
def test_a_wrong_template_is_refused_in_a_sentence_with_its_line(text, line, words):
    with pytest.raises(Refused) as refused:
        filled(text)
    said = str(refused.value)
    assert said.startswith(f"The template mine.md cannot be rendered on line {line}: ")
    assert words in said
    assert said.endswith(".")
    assert "\n" not in said


def test_it_is_filled_in_a_process_of_its_own(tmp_path):
    with (tmp_path / "out").open("w+b") as out:
        apart.render(RICH, out, value={"a": 1}, template=Template("t.md", "{{ report.a }} {{ document.key }}"))
        out.seek(0)
        assert out.read() == b"1 rich"


def test_what_is_wrong_is_said_from_there_too(tmp_path):
    with (tmp_path / "out").open("w+b") as out, pytest.raises(Refused, match="on line 1: 'x' is undefined"):
        apart.render(RICH, out, value=None, template=Template("t.md", "{{ x }}"))
    assert (tmp_path / "out").read_bytes() == b""


def test_a_template_without_end_ends_at_its_limits(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "_SECONDS", 3)
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}{% endfor %}"
    with (tmp_path / "out").open("w+b") as out, pytest.raises(Refused, match="longer than 3 seconds"):
        apart.render(RICH, out, value=None, template=Template("t.md", endless))
