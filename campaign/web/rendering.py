"""Pages out of templates. Every time that is shown has its zone beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, urlencode
from zoneinfo import ZoneInfo

import regex
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from campaign import reasons
from campaign.app import App
from campaign.beginnings import beginning
from campaign.desk.overview import pulse
from campaign.markup import coded
from campaign.naming import platform_name
from campaign.reasons import Reason, Tell, Voice
from campaign.reports.attempts import delay_s
from campaign.reports.wording import seconds
from campaign.rights import Kind, Person
from campaign.sections import HOUSE, Defaults
from campaign.states import MAY, MEANINGS, State
from campaign.web import details, flashes
from campaign.web.locales import Dates, Locale, locale
from campaign.web.navigation import PLACES, is_here

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
#: A clock of so many hours names no half of the day.
_ALL_DAY = 24
#: A word behind a hash, with the marks that some scripts write their vowels with; no full stop belongs to it.
_HASHTAG = regex.compile(r"(?<![\w#])([#＃][\p{L}\p{M}\p{N}_\u200c\u200d]+)")


def page(request: Request, desk: App, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 - whatever a template shows
    """A whole page: what the template shows of these values, in the frame that all pages share."""
    flash = flashes.take(request)
    shared = {
        "here": request.url.path,
        "address": f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
        "flash": flash,
        "pulse": values.pop("pulse", None) or pulse(desk),
        "zone": desk.defaults.timezone,
        **_of(request),
    }
    answer = HTMLResponse(templates_of(desk).get_template(template).render(shared | values), status_code=status)
    if flash:
        flashes.forget(answer)
    return answer


def _of(request: Request) -> dict[str, Any]:
    """Who looks at the page, and what of it is for them."""
    person: Person | None = getattr(request.state, "person", None)
    return {
        "person": person,
        # Asked for each row.
        "may": cache(lambda kind: person is not None and person.may(Kind(kind))),
        "places": [place for place in PLACES if person is not None and person.may(place.kind)],
    }


def templates_of(desk: App) -> Environment:
    """The templates, with clocks, dates and numbers as this installation wants them."""
    return templates(desk.defaults.hours, desk.defaults.locale)


# As many as are at hand while an installation goes from one locale to another: each holds all templates once more.
@lru_cache(maxsize=3)
def templates(hours: int = 24, locale_name: str = HOUSE) -> Environment:
    """The templates, with all that they may call; their clocks have 12 or 24 hours, their dates are a locale's."""
    spoken = locale(locale_name)
    dates = _dates(spoken)
    environment = Environment(
        loader=PackageLoader("campaign.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        # They do not change while it runs: no look at each file for each page.
        auto_reload=False,
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals["_"] = worded
    environment.filters |= {
        "beginning": beginning,
        "clock": partial(clock, hours=hours),
        "coded": coded,
        "details": details.told,
        "hour": partial(hour, hours=hours),
        "wall": partial(wall, hours=hours),
        "delay": lambda row: seconds(delay_s(row), spoken.number),
        "number": spoken.number,
        "platform": platform_name,
        "share": spoken.share,
        "said": said,
        "shown": shown,
        "span": span,
        "state": state_name,
        "until": until,
        "when": partial(when, hours=hours, dated=dates["date"]),
        "words": partial(reason_words, dated=dates["date"], hours=hours),
        **dates,
    }
    environment.globals |= {
        "MAY": MAY,
        "MEANINGS": MEANINGS,
        "State": State,
        "file": address_of,
        "icon": icon,
        "status": status,
        "campaign_address": campaign_address,
        "is_here": is_here,
        "query": query,
    }
    return environment


def worded(text: str, **values: object) -> Markup:
    """Words of a template, with values in them; what a translation would begin with."""
    # What Jinja2 puts there takes ten times as long, and the percent sign of Markup three times; pages have hundreds.
    if not values:
        return _marked(text)
    return Markup(text % {name: escape(one) for name, one in values.items()})  # noqa: S704 - no person writes templates


def when(moment: datetime | None, zone: str, *, dated: Dates, to_the_second: bool = False, hours: int = 24) -> Markup:
    """A moment with its date, in a zone that is written out: “Mon 23 Nov 2026, 09:00 Europe/London”."""
    if moment is None:
        return Markup("–")
    local = moment.astimezone(ZoneInfo(zone))
    return _time(moment, dated(local.date()) + f", {wall(local, hours, to_the_second=to_the_second)}", zone)


def telling(shown: Defaults) -> Tell:
    """How a page tells a moment within a sentence that is no HTML: “Mon 23 Nov 2026, 09:00 Europe/London”."""
    dated = locale(shown.locale).date

    def tell(moment: datetime, zone: str) -> str:
        local = moment.astimezone(ZoneInfo(zone))
        return f"{dated(local.date())}, {wall(local, shown.hours)} {zone}"

    return tell


def planned(at: str, zone: str, shown: Defaults) -> str:
    """A wall time, as a delivery keeps it, in a message: “Mon 23 Nov 2026, 09:00 Europe/London”."""
    local = datetime.fromisoformat(at)
    return f"{locale(shown.locale).date(local)}, {wall(local, shown.hours)} {zone}"


def clock(moment: datetime, zone: str, *, hours: int = 24) -> Markup:
    """The time of day alone, for lists whose date stands above them; its zone stands beside it all the same."""
    return _time(moment, wall(moment.astimezone(ZoneInfo(zone)), hours), zone)


def hour(moment: datetime, zone: str, *, hours: int = 24) -> str:
    """The time of day without its zone, for tables that say above which zone's it is, and of which day."""
    return wall(moment.astimezone(ZoneInfo(zone)), hours)


def wall(local: datetime, hours: int = 24, *, to_the_second: bool = False) -> str:
    """What a clock on the wall shows: “18:15”, or “6:15 pm” where it has twelve hours."""
    # Not by strftime, which takes four times as long, hundreds of times a page.
    rest = f"{local.minute:02}:{local.second:02}" if to_the_second else f"{local.minute:02}"
    if hours == _ALL_DAY:
        return f"{local.hour:02}:{rest}"
    half, hour_of_half = divmod(local.hour, hours)
    return f"{hour_of_half or hours}:{rest} {('am', 'pm')[half]}"


def until(moment: datetime, now: datetime) -> str:
    """How long until then, or since: “in 2 h 5 min”, “3 days ago”."""
    gap = abs(moment - now)
    words = _long(gap)
    if gap < timedelta(seconds=1):
        return "now"
    return f"in {words}" if moment > now else f"{words} ago"


def state_name(state: State | str) -> str:
    """A state as people read it."""
    return str(state).replace("_", " ")


def reason_words(reason: Reason | None, zone: str = "UTC", *, dated: Dates, hours: int = 24) -> Markup:
    """Why something is as it is, as a sentence with its full stop; its moments are what `when` makes of them."""
    if reason is None:
        return Markup("")
    seen: dict[str, Markup] = {}

    def tell(moment: datetime, zone: str) -> str:
        marked = when(moment, zone, dated=dated, hours=hours)
        seen[marked.striptags()] = marked
        return marked.striptags()

    sentence = coded(f"{reasons.words(reason, zone, Voice.PAGES, tell)}.")
    # Reasons know words, no HTML, so that each moment is put in the place of its words here.
    for told, marked in seen.items():
        sentence = sentence.replace(str(escape(told)), marked)
    return sentence


def said(text: str) -> Markup:
    """A post's text, its hashtags set apart."""
    return Markup("").join(
        Markup('<span class="tag">{}</span>').format(part) if number % 2 else escape(part)
        for number, part in enumerate(_HASHTAG.split(text))
    )


def shown(url: str) -> str:
    """An address for a link: the embedded feed's own is a file here, which a browser opens from no page."""
    return regex.sub(r"^file:///.*/feed/([^/]+/timeline\.html)", r"/feeds/\1", url)


def span(window: timedelta) -> str:
    """A length of time in words: “1 day”, “15 min”."""
    return _long(window)


def query(values: Mapping[str, Any], **changed: Any) -> str:  # noqa: ANN401 - whatever a query holds
    """The query of an address with some of its values changed; what is empty is left out."""
    wanted = {name: value for name, value in {**values, **changed}.items() if value not in (None, "", [], ())}
    return f"?{urlencode(wanted, doseq=True, quote_via=_quoted)}" if wanted else "?"


#: A page has the same few names and values in a hundred addresses.
_quoted = lru_cache(maxsize=1_024)(quote_plus)


def campaign_address(name: str) -> str:
    """Where a campaign's page is."""
    return f"/campaigns/{quote(name, safe='')}"


@cache
def address_of(name: str) -> str:
    """Where a static file is: its content's sum is part of the address, so that browsers may keep it for ever."""
    return f"/static/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


@cache
def icon(name: str) -> Markup:
    """A symbol, for eyes alone: words stand beside it."""
    drawn = Markup('<svg class="icon" aria-hidden="true" width="18" height="18"><use href="%s#%s"/></svg>')
    return drawn % (address_of("icons.svg"), name)


@cache
def status(state: str) -> Markup:
    """A state in words, with its symbol."""
    return Markup('<span class="status %s">%s%s</span>') % (state, icon(state), state_name(state))


@cache
def _marked(text: str) -> Markup:
    """Templates' own words: they are HTML already, and there are only so many."""
    return Markup(text)  # noqa: S704 - no person writes templates


def _time(moment: datetime, words: str, zone: str) -> Markup:
    # Not by what escapes each part, which takes four times as long, a hundred times a page.
    return Markup(f'<time datetime="{moment.isoformat()}">{escape(words)} {_zone(zone)}</time>')  # noqa: S704 - see above


@cache
def _zone(name: str) -> Markup:
    return Markup('<span class="zone">%s</span>') % name


def _dates(spoken: Locale) -> dict[str, Callable[[Any], str]]:
    """The filters by which templates say dates."""
    names = ("date", "day", "day_of_week", "month", "weekday", "short_weekday")
    return {name: _in_language(spoken.lang, getattr(spoken, name)) for name in names}


def _in_language(lang: str, said: Callable[[Any], str]) -> Callable[[Any], str]:
    """The same as HTML, which says of what is not English whose language it is (WCAG 3.1.2); each date is said once."""
    marked = Markup('<span lang="%s">%s</span>')
    return lru_cache(maxsize=512)(lambda on: marked % (lang, said(on)) if lang else said(on))


def _long(gap: timedelta) -> str:
    total = int(gap.total_seconds())
    days, hours, minutes = total // 86400, total // 3600 % 24, total // 60 % 60
    if days:
        return f"{days} day{'s' if days > 1 else ''}" + (f" {hours} h" if hours else "")
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{total} s"
