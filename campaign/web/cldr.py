"""Locales of the Unicode Common Locale Data Repository, as babel has them (https://cldr.unicode.org).

Digits are 0 to 9 in every one, and years Gregorian: times, ids and fields of forms stand beside them.
"""

from __future__ import annotations

from babel import Locale as Cldr
from babel.dates import DateTimePattern

from campaign.web.locales import Dates, Locale

#: What is between these keeps to its own direction (https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates).
_ISOLATED = "\u2068{}\u2069"


def locale(name: str) -> Locale:
    """The locale of this name, such as "de" or "fr_CA"."""
    cldr = Cldr.parse(name)
    numbers, shares = cldr.decimal_formats[None], cldr.percent_formats[None]
    skeletons, weekdays = cldr.datetime_skeletons, cldr.days["stand-alone"]
    isolated = str if cldr.text_direction == "ltr" else _ISOLATED.format

    def by(pattern: DateTimePattern) -> Dates:
        return lambda on: isolated(pattern.apply(on, cldr))

    return Locale(
        lang="-".join(filter(None, (cldr.language, cldr.script, cldr.territory))),
        date=by(skeletons["yMMMEd"]),
        day_of_week=by(skeletons["MMMEd"]),
        day=by(cldr.date_formats["full"]),
        month=by(skeletons["yMMMM"]),
        weekday=lambda day: isolated(weekdays["wide"][day]),
        short_weekday=lambda day: isolated(weekdays["abbreviated"][day]),
        number=lambda value: numbers.apply(value, cldr),
        share=lambda value: shares.apply(value, cldr),
    )
