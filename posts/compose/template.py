"""The templates of variants: Jinja2, cut down to what can neither hang nor grow.

A template is written by a marketer, perhaps through the web, and run for every candidate of a cutter. It may name the
variables, choose with ``{% if %}`` and use the filters below. It has no loops, no arithmetic and no calls, so its
output is never longer than its source and the values that it names.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from traceback import extract_tb
from types import MappingProxyType

import jinja2
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from posts.errors import TemplateError

#: What a variant looks like unless the campaign says otherwise.
TEMPLATE = """\
{{ text }}{% if of %} {{ n }}/{{ of }}{% endif %}
{% if link %}{{ link }}
{% endif %}{{ hashtags }}"""

#: What a template may name, and what it is.
VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "text": "the post's own words",
        "title": "the article's title",
        "link": "the campaign's link, empty if it has none",
        "hashtags": "the tags that the text does not say itself, with spaces between them",
        "n": "the post's number in its thread, none if it stands alone",
        "of": "how many posts the thread has, none if the post stands alone",
    }
)
FILTERS = ("upper", "lower", "capitalize", "title", "trim", "truncate", "default", "length")
_TESTS = ("none", "defined")
_LONGEST = 2_000

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr, nodes.And,
    nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Concat, nodes.Filter, nodes.Test, nodes.Keyword,
)  # fmt: skip
#: What a marketer wrote where one of the rest of Jinja's nodes was found.
_WORDS = ((nodes.For, "a loop"), (nodes.Call, "a call"), (nodes.Getattr, "an attribute"), (nodes.BinExpr, "arithmetic"))


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template that was read and found harmless."""

    template: jinja2.Template
    #: Each variable that is named, with the line where it is.
    names: tuple[tuple[int, str], ...]

    def render(self, values: Mapping[str, object]) -> str:
        """The text, without blank space at its ends. Raises `TemplateError`."""
        try:
            text = self.template.render(values).strip()
            text.encode()  # half of a character, as "\ud800" writes it, could not be sent
        except Exception as error:  # whatever an expression does with unlikely values
            lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == "<template>"]
            reason = _NONE if isinstance(error, TypeError) else str(error) or type(error).__name__
            raise fault(lines[-1] if lines else None, reason) from error
        return text

    def line_of(self, name: str) -> int | None:
        """The first line that names the variable, None where none does."""
        return min((line for line, named in self.names if named == name), default=None)


@lru_cache(maxsize=256)
def compiled(source: str) -> Compiled:
    """The template, compiled once. Raises `TemplateError` with the line and the reason."""
    if len(source) > _LONGEST:
        raise fault(1, f"it has {len(source)} characters; {_LONGEST} are the most")
    try:
        tree = _ENVIRONMENT.parse(source)
        _refuse_the_unknown(tree)
        _refuse_changes(tree)
        return Compiled(_ENVIRONMENT.from_string(tree), tuple(_names(tree)))
    except jinja2.TemplateSyntaxError as error:
        raise fault(error.lineno, (error.message or "it cannot be read").rstrip(".")) from error
    except (RecursionError, SyntaxError):  # Python has limits of its own to the code that Jinja2 writes
        raise fault(1, "it is nested too deeply") from None


def fault(line: int | None, reason: str) -> TemplateError:
    """The error that names the line and the reason."""
    return TemplateError(f"Line {line or 1} of the template: {reason}.")


def _refuse_the_unknown(tree: nodes.Template) -> None:
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            word = next((word for kind, word in _WORDS if isinstance(node, kind)), f"“{type(node).__name__.lower()}”")
            raise fault(node.lineno, f"{word} is not possible here; use variables, {{% if %}} and filters")
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise fault(node.lineno, f"there is no filter “{node.name}”; there are {', '.join(FILTERS)}")
        if isinstance(node, nodes.Test) and node.name not in _TESTS:
            raise fault(node.lineno, f"there is no test “{node.name}”; there are {', '.join(_TESTS)}")
    for line, name in _names(tree):
        if name not in VARIABLES:
            raise fault(line, f"there is no variable “{name}”; {_alternative(name)}")


def _alternative(name: str) -> str:
    near = difflib.get_close_matches(name.lower(), VARIABLES, n=1)
    return f"perhaps “{near[0]}” is meant" if near else f"there are {', '.join(VARIABLES)}"


def _names(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for name in tree.find_all(nodes.Name):
        yield name.lineno, name.name


def _refuse_changes(tree: nodes.Template) -> None:
    """Refuses a template whose output could depend on the text, or in which the tags and the link are rewritten."""
    shown = [part for output in tree.find_all(nodes.Output) for part in output.nodes]
    for name in tree.find_all(nodes.Name):
        if name.name == "text" and not any(name is part for part in shown):
            raise fault(name.lineno, "the words of the post go in as they are, as {{ text }}, and decide nothing")
    for changed in tree.find_all(nodes.Filter):
        for name in changed.find_all(nodes.Name):
            if name.name in ("hashtags", "link"):
                raise fault(name.lineno, f"{name.name} cannot go through a filter")


_NONE = "n and of are none in a post that stands alone: put them into {% if of %} … {% endif %}"


def _shown(value: object) -> object:
    if value is None:
        raise TypeError(_NONE)
    return value


_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # posts are plain text
    finalize=_shown,
)
