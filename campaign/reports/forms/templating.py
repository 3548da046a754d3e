"""Reports out of Jinja2 templates: the built-in ones, and those that people write after their example.

A template sees `report`, the value that `--json` prints; `document`, which every form writes; `facts`, what every form
says first; and the functions and filters of `environment`. It reads no file but the built-in templates, and reaches
nothing else of this program.
"""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, DictLoader, PackageLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from campaign.errors import Refused
from campaign.reports.charts import draw
from campaign.reports.document import Cell, Column, Document, Kind, Section
from campaign.reports.wording import facts, is_number, moment, said, seconds

#: Endings of files whose values are escaped as markup.
_MARKUP = (".html", ".htm", ".xml", ".svg", ".xhtml")
#: What means something inside a cell of a Markdown table.
_MARKS = re.compile(r"([\\`*_\[\]<>|~&$])")
_ADDRESS = re.compile(r"(?:https?|file)://[^\s<>|]+")
#: Text that needs a wide column, in characters.
_LONG = 60


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
    environment = _environment(document, drawn or document, {own.name: own.text} if own else {})
    try:
        return environment.get_template(name).render(report=value, document=document, facts=facts(document))
    except Exception as error:
        if own is None:
            raise
        raise Refused(_why(name, error), field="template") from error


def _environment(document: Document, drawn: Document, own: dict[str, str]) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([DictLoader(own), PackageLoader("campaign.reports.forms")]),
        autoescape=lambda name: name is not None and name.lower().endswith(_MARKUP),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def cell_said(cell: Cell, column: Column) -> str:
        return said(cell, Kind.TEXT if isinstance(cell, str) else column.kind, document.zone)

    def chart(section: Section) -> Markup:
        rows = next(one.table.rows for one in drawn.sections if one.key == section.key)
        return Markup(draw(section, tuple(rows), document.zone))  # noqa: S704 - our own template's, escaped

    environment.globals |= {"said": cell_said, "chart": chart, "is_number": lambda column: is_number(column.kind)}
    environment.filters |= {"md": markdown, "moment": lambda at: moment(at, document.zone), "seconds": seconds}
    environment.filters |= {"site": _site}
    environment.tests |= {
        "address": lambda cell: isinstance(cell, str) and bool(_ADDRESS.fullmatch(cell)),
        "long": lambda cell: isinstance(cell, str) and len(cell) > _LONG and not _ADDRESS.fullmatch(cell),
    }
    return environment


def markdown(text: str) -> str:
    """The text so that Markdown shows it as it is, in a table too."""
    if _ADDRESS.fullmatch(text):
        return f"<{text}>"
    return "<br>".join(_MARKS.sub(r"\\\1", line) for line in text.splitlines())


def _site(address: str) -> Markup:
    """Where an address leads, in few letters; a line of it may end after a dot, and nowhere within a word."""
    parts = urlsplit(address)
    name = escape(parts.hostname or PurePosixPath(parts.path).name)
    return name.replace(".", Markup(".<wbr>"))


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
