"""Dates as articles write them."""

from __future__ import annotations

import re
from datetime import date, datetime

_MONTHS = (
    "jan(?:uary|uar|vier|eiro)?|ene(?:ro)?|gen(?:naio)?",
    "feb(?:ruary|ruar|rero|braio)?|f[ée]v(?:rier|ereiro)?",
    "mar(?:ch|s|zo|ço)?|märz|maart",
    "a[pvb]r(?:il|ile)?",
    "ma[yijg](?:o|gio|io)?|mei",
    "june?|juni|juin|junio|junho|giu(?:gno)?",
    "july?|juli|juillet|julio|julho|lug(?:lio)?",
    "aug(?:ust|ustus)?|ao[uû]t|ago(?:sto)?",
    "sept?(?:ember|embre|iembre)?|set(?:embro|tembre)?",
    "o[ck]t(?:ober|obre|ubre)?|out(?:ubro)?|ott(?:obre)?",
    "nov(?:ember|embre|iembre|embro)?",
    "de[cz](?:ember|embro|iembre)?|d[ée]c(?:embre)?|dic(?:iembre|embre)?",
)
_NAME = "|".join(f"(?P<m{number}>{names})" for number, names in enumerate(_MONTHS, 1))
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|(?:segunda|terça|quarta|quinta|sexta)-feira)\b",
    re.IGNORECASE,
)
_BEFORE = (
    r"(?:(?:published|posted|date|veröffentlicht|publié|publicado|pubblicato)"
    r"(?:\s(?:on|am|le|el|em|il))?\s*:?\s*)?(?:[^\W\d]{2,12}(?:-feira)?\.?,?\s+)?(?:(?:den|le|el)\s)?"
)
_FORMS = tuple(
    re.compile(
        _BEFORE + form + r"(?:,?\s(?:at\s)?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?)?\.?", re.IGNORECASE
    )
    for form in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
        r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})",
        rf"(?:{_NAME})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?\s+(?:de\s+)?(?:{_NAME})\.?,?\s+(?:de\s+)?(?P<y>\d{{4}})",
        r"(?P<y>\d{4})年\s?(?P<m>\d{1,2})月\s?(?P<d>\d{1,2})日?",
    )
)


def dateline(line: str) -> date | None:
    """The date of a line that says a date and nothing else ("Friday, May 8, 2009"); None for any other line."""
    for form in _FORMS:
        if match := form.fullmatch(line.strip()):
            return _date(match.groupdict())
    return None


def undated(title: str) -> tuple[str, date | None]:
    """A title without the dateline at its end, and its date; as it is where there is none.

    Only a line that names its weekday is one: other titles are about a day.
    """
    weekday = next(reversed(list(_WEEKDAY.finditer(title))), None)
    day = dateline(title[weekday.start() :]) if weekday and weekday.start() else None
    return (title[: weekday.start()].rstrip(" ,|–—-"), day) if weekday and day else (title, None)


def of(value: object) -> date | None:
    """The date in a value of front matter: a date, a time, or a text that begins with one; None otherwise."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    return dateline(text) or dateline(re.split(r"[T ]", text, maxsplit=1)[0])


def _date(parts: dict[str, str | None]) -> date | None:
    named = next((int(key[1:]) for key, found in parts.items() if key[0] == "m" and key != "m" and found), None)
    try:
        return date(int(parts["y"] or 0), named or int(parts.get("m") or 0), int(parts["d"] or 0))
    except ValueError:
        return None
