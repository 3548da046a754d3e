"""What Typer finds wrong with a call, in one sentence of ours: what was given, and what can be."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import typer

from campaign import mistakes


def sentence(error: typer.TyperException) -> str:
    """What is wrong with the call, and by which command one sees it where the sentence does not say."""
    name = _name(error)
    if findings := getattr(error.__cause__, "errors", None):
        return f"{name}: {_clause(findings()[0], error)}.{_what_it_is(error)}"
    said = error.format_message()
    words = next((words(found) for form, words in _FORMS if (found := re.fullmatch(form, said))), said.rstrip("."))
    if _hides(error) and said.startswith("Got unexpected"):
        words = "There is a word more than it takes"
    context = getattr(error, "ctx", None)
    if context and hasattr(context.command, "commands") and hasattr(error, "option_name"):
        words = f"{words} before a command: options stand behind it"
    return f"{words}; `{context.command_path} --help` shows what can be said." if context else f"{words}."


def _name(error: typer.TyperException) -> str:
    """What people call the option or argument: as it stands in the help."""
    parameter = getattr(error, "param", None)
    return str(parameter.get_error_hint()).strip("'") if parameter else ""


def _what_it_is(error: typer.TyperException) -> str:
    """What an argument is, which its name hardly says: an option's does."""
    parameter = getattr(error, "param", None)
    return f" {parameter.help}" if parameter and parameter.param_type_name == "argument" else ""


def _clause(finding: dict[str, object], error: typer.TyperException) -> str:
    # Of what can be chosen among, Typer makes a sentence before pydantic sees it.
    choices = getattr(getattr(getattr(error, "param", None), "type_descriptor", None), "choices", None)
    hides = _hides(error)
    if choices:
        return mistakes.none_of(finding["input"], map(str, choices), hides=hides)
    return mistakes.clause(finding, hides=hides)


def _hides(error: typer.TyperException) -> bool:
    """Whether what was given is not said again: it may be a secret."""
    context = getattr(error, "ctx", None)
    return context is not None and not _WITH_SECRETS.isdisjoint(context.command_path.split())


def _no_such(thing: str, shown: str, shown_near: str, found: re.Match[str]) -> str:
    """That there is nothing of a name, and which of the names that Typer finds near is the nearest."""
    # Without the dashes, by which any two options are alike.
    near = mistakes.did_you_mean(found[1].lstrip("-"), re.findall(r"\w[\w-]*", found[2] or ""), shown_near.format)
    return f"There is no {thing} {shown.format(found[1])}{near}"


#: The groups to whose commands people give secrets: one may be typed in a wrong place.
_WITH_SECRETS = frozenset({"accounts", "users", "tokens", "links"})
#: How Typer says it → how we do.
_FORMS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"No such command '(.+?)'\.(?: Did you mean (.+)\?)?", partial(_no_such, "command", "“{}”", "“{}”")),
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", partial(_no_such, "option", "{}", "--{}")),
    (r"Missing \w+ '(.+?)'\.", lambda found: f"{found[1]} is missing"),
    (r"Option '(.+?)' requires an argument\.", lambda found: f"{found[1]} needs a value"),
    (r"Option '(.+?)' does not take a value\.", lambda found: f"{found[1]} takes no value"),
    (r"Got unexpected extra argument\(s\) \((.+)\)", lambda found: f"“{found[1]}” is more than it takes"),
)
