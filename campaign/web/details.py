"""What the log keeps of an event, for a person to read: names in words, no fingerprints, and reasons as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeAlias

import regex

from campaign.naming import platform_name
from campaign.reasons import Reason

#: A reason and a moment are told by the page, in its zone.
Detail: TypeAlias = Reason | datetime | str

#: What a person calls it, where that is not the log's own word.
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "by_s": "by",
        "code": "what",
        "for_s": "for",
        "mend": "what to do",
        "over": "too late by then",
        "per_hour": "most in an hour",
        "reason": "why it waited",
        "sentence": "what",
        "slot": "planned for",
        "warned": "warned of",
    }
)
#: Of a text or of a row; who wants to prove something verifies the log.
_FINGERPRINT = regex.compile("[0-9a-f]{64}")
#: A moment as events keep it; a wall time, which has no offset, stays as it is.
_MOMENT = regex.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")


def told(details: Mapping[str, Any]) -> Iterator[tuple[str, Detail]]:
    """The details of an event, each with its name; fingerprints and what is empty are left out."""
    rest = dict(details)
    if "code" in rest and "values" in rest:
        yield "why", Reason(rest.pop("code"), rest.pop("values"))
    if "sentence" in rest:
        rest.pop("code", None)
    for name, value in rest.items():
        if (said := _said(name, value)) != "":
            yield _NAMES.get(name, name.replace("_", " ")), said


def _said(name: str, value: object) -> Detail:
    if isinstance(value, Mapping):
        return _whole(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name.endswith("_s"):
        return f"{value} s"
    if name == "per_hour" and value is None:
        return "no limit"
    said = "" if value is None or _FINGERPRINT.fullmatch(str(value)) else str(value)
    if _MOMENT.fullmatch(said):
        return datetime.fromisoformat(said)
    if name == "code":
        return said.replace("_", " ")
    return platform_name(said) if name == "platform" and said else said


def _whole(value: Mapping[str, Any]) -> Detail:
    """What is kept in parts: a reason, a slot, or what an older release wrote."""
    if "code" in value:
        return Reason(value["code"], value.get("values", {}))
    at = str(value.get("at", ""))
    return datetime.fromisoformat(at) if _MOMENT.fullmatch(at) else ", ".join(map(str, value.values()))
