"""What is wrong with a value, in our words: pydantic finds it, for commands, settings, forms and the API. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

#: What of a value is shown, in characters.
_MOST = 60

#: The end of pydantic's names for a type that a value is not of, of which there are several each → what it is not.
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "int": "is no whole number",
        "float": "is no number",
        "decimal": "is no number",
        "finite": "is no number",
        "bool": "is neither true nor false",
        "uuid": "is no uid",
        "date": "is no day: write for example 2026-12-01",
        "datetime": "is no time: write for example 2026-12-01T09:00:00+00:00",
        "timezone": "is no time with its zone: write for example 2026-12-01T09:00:00+00:00",
        "time": "is no time of day: write for example 09:00",
    }
)
#: What lies beyond a bound → how it does, with pydantic's names for the bounds.
_BOUNDS: Mapping[str, str] = MappingProxyType(
    {
        "greater_than": "is not more than {gt}",
        "greater_than_equal": "is less than {ge}",
        "less_than": "is not less than {lt}",
        "less_than_equal": "is more than {le}",
        "decimal_max_places": "has more than {decimal_places} decimal places",
    }
)
#: What is said without the value: it is long, is none, or may be a secret that was typed where none belongs.
_UNSHOWN: Mapping[str, str] = MappingProxyType(
    {
        "missing": "it is missing",
        "string_type": "it has to be text",
        "string_too_long": "it has more than {max_length} characters",
        "string_too_short": "it has fewer than {min_length} characters",
        "string_pattern_mismatch": "it holds characters that it may not hold",
        "too_long": "it has more than {max_length} values",
        "too_short": "it has fewer than {min_length} values",
        "list_type": "it has to be a list",
        "tuple_type": "it has to be a list",
        "dict_type": "it has to be names with their values",
        "model_type": "it has to be names with their values",
        "model_attributes_type": "it has to be names with their values",
        "path_type": "it has to be a path",
    }
)


def clause(finding: Mapping[str, Any], *, hides: bool = False) -> str:
    """One of pydantic's findings, without a full stop: “x” is no whole number.

    Where it ``hides`` the value, that may be a secret which was meant for the place beside it.
    """
    kind, bounds = finding["type"], finding.get("ctx", {})
    if kind == "value_error":
        return str(bounds["error"]).removesuffix(".")
    if kind in ("literal_error", "enum"):
        there = bounds["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return none_of(finding["input"], there, hides=hides)
    if kind in _UNSHOWN:
        return _UNSHOWN[kind].format_map(bounds)
    if what := _BOUNDS.get(kind) or _KINDS.get(kind.partition("_")[0]):
        return f"{'it' if hides else _shown(finding['input'])} {what.format_map(bounds)}"
    return str(finding["msg"]).removesuffix(".")


def none_of(given: object, there: Iterable[str], *, hides: bool = False) -> str:
    """That a value is not among those that there are; what is near one of them is no secret."""
    there = list(there)
    near = did_you_mean(str(given), there)
    return f"{'it' if hides and not near else _shown(given)} is none of {', '.join(there)}{near}"


def did_you_mean(given: str, there: Iterable[str], shown: Callable[[str], str] = "“{}”".format) -> str:
    """The nearest of the names that there are, in brackets; nothing where none is near."""
    near = get_close_matches(given.lower(), list(there), 1)
    return f" (did you mean {shown(near[0])}?)" if near else ""


def _shown(value: object) -> str:
    """A value as it was written, on one line."""
    match value:
        case str():
            line = "".join(one if one.isprintable() else " " for one in value).strip()
            return f"“{line if len(line) <= _MOST else f'{line[: _MOST - 1]}…'}”"
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case _:
            return "it"
