"""Reports out of Jinja2 templates: the built-in ones, and those that people write after their example.

A template sees `report`, the value that `--json` prints; `document`, which every form writes; `facts`, what every form
says first; and the functions and filters of `environment`. It reads no file but the built-in templates, and reaches
nothing else of this program.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from jinja2 import (
    ChoiceLoader,
    DictLoader,
    Environment,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    select_autoescape,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from campaign.errors import Refused
from campaign.reports.charts import draw
from campaign.reports.document import Document, Section
from campaign.reports.forms.cells import are_figures, is_address, is_long, site, table_rows, worded
from campaign.reports.wording import facts, is_number, moment, seconds

#: Files of these endings have their values escaped as markup.
_ESCAPED = select_autoescape(("html", "htm", "xml", "svg", "xhtml"))
#: What means something inside a cell of a Markdown table.
_MARKS = re.compile(r"([\\`*_\[\]<>|~&$])")


@dataclass(frozen=True, slots=True)
class Template:
    """A person's own template: its file's name, which says how its values are escaped, and its text."""

    name: str
    text: str


def render(
    document: Document,
    name: str,
    value: object = None,
    own: Template | None = None,
    drawn: Document | None = None,
) -> str:
    """The document by a template: a built-in one, or a person's own of that name.

    Charts are those of ``drawn``, where that has more rows than the document shows. Raises `Refused`, with the line,
    for a template that cannot be rendered.
    """
    sees = {"report": value, "document": document, "facts": facts(document)}
    of_document = _functions(document, drawn or document)
    if own is None:
        return _built_in().get_template(name).render(sees | of_document)
    try:
        return _of_a_person(own, document, of_document).get_template(name).render(sees)
    except Exception as error:
        raise Refused(_why(name, error), field="template") from error


@cache
def _built_in() -> Environment:
    """Our own templates: compiled once, and trusted, since no person writes them."""
    ours = PackageLoader("campaign.reports.forms")
    return _equipped(Environment(loader=ours, autoescape=_ESCAPED, auto_reload=False))  # noqa: S701 - see `_ESCAPED`


def _of_a_person(own: Template, document: Document, functions: Mapping[str, Any]) -> Environment:
    """A person's template, which may use ours, and reaches nothing else."""
    loader = ChoiceLoader([DictLoader({own.name: own.text}), PackageLoader("campaign.reports.forms")])
    environment = _equipped(ImmutableSandboxedEnvironment(loader=loader, autoescape=_ESCAPED))
    environment.globals |= functions
    environment.filters["moment"] = lambda at: moment(at, document.zone)
    return environment


def _equipped(environment: Environment) -> Environment:
    environment.undefined, environment.trim_blocks, environment.lstrip_blocks = StrictUndefined, True, True
    environment.globals["is_number"] = lambda column: is_number(column.kind)
    environment.filters |= {"md": markdown, "seconds": seconds, "site": site}
    environment.tests |= {"address": is_address, "figures": are_figures, "long": is_long}
    return environment


def _functions(document: Document, drawn: Document) -> dict[str, Any]:
    """What templates call that says something of this document."""

    def chart(section: Section) -> Markup:
        rows = next(one.table.rows for one in drawn.sections if one.key == section.key)
        return Markup(draw(section, tuple(rows), document.zone))  # noqa: S704 - our own template's, escaped

    zone = document.zone
    return {"said": partial(worded, zone=zone), "table_rows": partial(table_rows, zone=zone), "chart": chart}


def markdown(text: str) -> str:
    """The text so that Markdown shows it as it is, in a table too."""
    if is_address(text):
        return f"<{text}>"
    return "<br>".join(_MARKS.sub(r"\\\1", line) for line in text.splitlines())


def _why(name: str, error: Exception) -> str:
    """What is wrong with a person's template, and where."""
    line = error.lineno if isinstance(error, TemplateSyntaxError) else _line(name, error)
    where = f" on line {line}" if line else ""
    said = str(error.message if isinstance(error, TemplateError) and error.message else error) or type(error).__name__
    return f"The template {name} cannot be rendered{where}: {said.splitlines()[0].rstrip('.')}."


def _line(name: str, error: Exception) -> int | None:
    frames = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename in (name, "<template>")
    ]
    return frames[-1] if frames else None
