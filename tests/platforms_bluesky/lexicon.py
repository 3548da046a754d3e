"""Checks a value against the official lexicon files, as a Bluesky server does, and refuses unknown fields besides.

https://atproto.com/specs/lexicon; the files lie under tests/data/atproto-lexicons with their licence.
"""

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path

import regex

FOLDER = Path(__file__).parents[1] / "data" / "atproto-lexicons"

FORMATS = {
    "at-identifier": r"did:[a-z]+:\S+|[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+",
    "at-uri": r"at://(did:[a-z]+:[^\s/]+|[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+)(/[a-zA-Z0-9.]+(/\S+)?)?",
    "cid": r"b[a-z2-7]{50,}",
    "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,20})?(Z|[+-]\d\d:\d\d)",
    "did": r"did:[a-z]+:\S+",
    "language": r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*",
    "nsid": r"[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+){2,}",
    "record-key": r"[A-Za-z0-9._:~-]{1,512}",
    "uri": r"[a-z][a-z0-9+.-]*:(//)?[^\s/]\S*",
}


def problems(value, name):
    """What is wrong with a value of the definition of this name ("app.bsky.feed.post"): "what at where", …"""
    return list(_check(value, _definition(name), name, "$"))


@cache
def _file(nsid):
    return json.loads((FOLDER / (nsid.replace(".", "/") + ".json")).read_text())["defs"]


def _definition(name):
    """The schema of a definition: of a record its object, of a procedure its input."""
    nsid, _, fragment = name.partition("#")
    found = _file(nsid)[fragment or "main"]
    match found["type"]:
        case "record":
            return found["record"]
        case "procedure":
            return found["input"]["schema"]
        case _:
            return found


def _check(value, schema, home, at):
    match schema["type"]:
        case "object":
            yield from _check_object(value, schema, home, at)
        case "array":
            yield from _check_array(value, schema, home, at)
        case "string":
            yield from _check_string(value, schema, at)
        case "integer":
            if type(value) is not int or value < schema.get("minimum", value):
                yield f"Invalid integer (got {value!r}) at {at}"
        case "ref":
            name = schema["ref"].removeprefix("lex:")
            yield from _check(value, _definition(name), name, at)
        case "union":
            yield from _check_union(value, schema, at)
        case "unknown":
            if not isinstance(value, dict):
                yield f"Invalid object at {at}"
        case other:
            raise NotImplementedError(other)


def _check_object(value, schema, home, at):
    if not isinstance(value, dict):
        yield f"Invalid object (got {value!r}) at {at}"
        return
    for name in schema.get("required", ()):
        if name not in value:
            yield f'Missing required key "{name}" at {at}'
    for name, inner in value.items():
        if name == "$type":
            continue
        if name not in schema["properties"]:
            yield f'Unknown key "{name}" at {at}'
        elif inner is not None or name not in schema.get("nullable", ()):
            yield from _check(inner, schema["properties"][name], home, f"{at}.{name}")


def _check_array(value, schema, home, at):
    if not isinstance(value, list):
        yield f"Invalid array (got {value!r}) at {at}"
        return
    if len(value) > schema.get("maxLength", len(value)):
        yield f"array too big (maximum {schema['maxLength']}, got {len(value)}) at {at}"
    for place, inner in enumerate(value):
        yield from _check(inner, schema["items"], home, f"{at}[{place}]")


def _check_string(value, schema, at):
    if not isinstance(value, str):
        yield f"Invalid string (got {value!r}) at {at}"
        return
    size, graphemes = len(value.encode()), len(regex.findall(r"\X", value))
    if size > schema.get("maxLength", size):
        yield f"string too big (maximum {schema['maxLength']}, got {size}) at {at}"
    if graphemes > schema.get("maxGraphemes", graphemes):
        yield f"grapheme too big (maximum {schema['maxGraphemes']}, got {graphemes}) at {at}"
    if "format" in schema and not _is(value, schema["format"]):
        yield f'Invalid {schema["format"]} (got "{value}") at {at}'


def _is(value, form):
    if not re.fullmatch(FORMATS[form], value):
        return False
    return form != "datetime" or datetime.fromisoformat(value) is not None


def _check_union(value, schema, at):
    name = value.get("$type") if isinstance(value, dict) else None
    if f"lex:{name}" not in schema["refs"]:
        yield f"Unknown type {name!r} at {at}"
    else:
        yield from _check(value, _definition(name), name, at)
