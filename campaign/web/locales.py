"""By whose custom pages say dates and numbers: English as the house says it, or a locale's as the CLDR has it."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

from campaign.sections import HOUSE

Dates: TypeAlias = Callable[[date], str]
#: Of a weekday by its number: Monday is 0.
Weekdays: TypeAlias = Callable[[int], str]
Numbers: TypeAlias = Callable[[float], str]
#: What people choose from, by what HTML calls it; every other one that the CLDR knows may be typed.
OFFERED: Mapping[str, str] = MappingProxyType(
    {
        "en": "English (as the house says it)",
        "en-AU": "English (Australia)",
        "en-CA": "English (Canada)",
        "en-GB": "English (United Kingdom)",
        "en-IE": "English (Ireland)",
        "en-IN": "English (India)",
        "en-US": "English (United States)",
        "ar": "Arabic",
        "bn": "Bengali",
        "cs": "Czech",
        "da": "Danish",
        "de": "German",
        "de-AT": "German (Austria)",
        "de-CH": "German (Switzerland)",
        "el": "Greek",
        "es": "Spanish",
        "es-MX": "Spanish (Mexico)",
        "et": "Estonian",
        "fi": "Finnish",
        "fr": "French",
        "fr-BE": "French (Belgium)",
        "fr-CA": "French (Canada)",
        "fr-CH": "French (Switzerland)",
        "he": "Hebrew",
        "hi": "Hindi",
        "hr": "Croatian",
        "hu": "Hungarian",
        "id": "Indonesian",
        "it": "Italian",
        "ja": "Japanese",
        "ko": "Korean",
        "lt": "Lithuanian",
        "lv": "Latvian",
        "nb": "Norwegian",
        "nl": "Dutch",
        "nl-BE": "Dutch (Belgium)",
        "pl": "Polish",
        "pt-BR": "Portuguese (Brazil)",
        "pt-PT": "Portuguese (Portugal)",
        "ro": "Romanian",
        "sk": "Slovak",
        "sl": "Slovenian",
        "sv": "Swedish",
        "ta": "Tamil",
        "th": "Thai",
        "tr": "Turkish",
        "uk": "Ukrainian",
        "vi": "Vietnamese",
        "zh-Hans": "Chinese (simplified)",
        "zh-Hant": "Chinese (traditional)",
    }
)


@dataclass(frozen=True)
class Locale:
    """How dates and numbers are said; each of these has its pattern ready. Beside each: what English says."""

    #: As HTML names it; empty where it is that of the pages.
    lang: str
    #: “Mon 23 Nov 2026”.
    date: Dates
    #: “Mon 23 Nov”.
    day_of_week: Dates
    #: “Monday 23 November 2026”.
    day: Dates
    #: “November 2026”.
    month: Dates
    #: “Monday”.
    weekday: Weekdays
    #: “Mon”.
    short_weekday: Weekdays
    #: “1,234.5”.
    number: Numbers
    #: Of a whole, without places: “25 %”.
    share: Numbers


@cache
def locale(name: str) -> Locale:
    """The locale of this name, one that `campaign.sections` knows."""
    if name == HOUSE:
        return _ENGLISH
    from campaign.web import cldr  # noqa: PLC0415 - 9 MB, which most installations need not

    return cldr.locale(name)


_ENGLISH = Locale(
    lang="",
    date=lambda on: f"{on:%a} {on.day} {on:%b %Y}",
    day_of_week=lambda on: f"{on:%a} {on.day} {on:%b}",
    day=lambda on: f"{on:%A} {on.day} {on:%B %Y}",
    month=lambda on: f"{on:%B %Y}",
    weekday=lambda day: calendar.day_name[day],
    short_weekday=lambda day: calendar.day_abbr[day],
    number=lambda value: f"{value:,}",
    share=lambda value: f"{value:.0%}".replace("%", " %"),
)
