"""A digest in words: its subject, its sentences, and the whole of it as plain text of 72 columns. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import datetime

from rich.cells import cell_len, chop_cells

from campaign.beginnings import beginning
from campaign.digests.value import Best, Digest, Part, Silence, Trouble
from campaign.reports.wording import day, moment
from campaign.states import State

#: Columns of plain text; a letter of Chinese takes two of them.
COLUMNS = 72
#: Of a name, of a post and of a sentence, no more letters than these are told.
_NAME, _POST, _SENTENCE = 80, 160, 600
#: Of what does not speak, so many are told one by one.
_SILENT = 6
NOTHING = "Nothing was planned for these days, nothing went out, and nothing needs you."
QUIET = "Nothing had its time in these days."
_COUNTED = "A post counts for the day of its slot."
#: Of a report's formulas those that a digest's numbers need.
_EXPLAINED = ("late", "engagements")
_STATES = {State.IN_DOUBT: "in doubt", State.FAILED: "failed", State.HELD: "held back", State.MISSED: "missed"}
#: Addresses are not broken: they would not be addresses then.
_ADDRESS = re.compile(r"https?://\S+")


def subject(digest: Digest) -> str:
    """What stands in the list of a mailbox. It names no campaign: what others wrote stays out of headers."""
    return f"Campaigns, {days(digest)}: {summary(digest)}"


def summary(digest: Digest) -> str:
    """All campaigns together, in a line."""
    counts = {
        "published": digest.total("Published"),
        "failed": digest.total("Failed"),
        "missed": digest.total("Missed"),
        "in doubt": digest.standing(State.IN_DOUBT),
        "held back": digest.standing(State.HELD),
    }
    said = [f"{count:,} {name}" for name, count in counts.items() if count] or ["nothing happened"]
    return ", ".join([*said, *_silenced(digest)])


def silence(one: Silence) -> str:
    """What does not speak, and why."""
    named = f"{one.what.capitalize()} “{beginning(one.name, _NAME)}”" if one.name else one.what.capitalize()
    why = f" – {beginning(one.why, _SENTENCE)}" if one.why else ""
    return f"{named} is {one.state}{why}."


def silences(digest: Digest) -> tuple[str, ...]:
    """As many as are told one by one, and how many more there are."""
    others = len(digest.silent) - _SILENT
    rest = (f"{others:,} more {'is' if others == 1 else 'are'} silent.",) if others > 0 else ()
    return (*map(silence, digest.silent[:_SILENT]), *rest)


def days(digest: Digest) -> str:
    """Of which days it is."""
    first, last = digest.period.first, digest.period.last
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def facts(digest: Digest) -> tuple[str, ...]:
    """What is to be known of its numbers: by whose clocks, and of when they are; and the seal."""
    zone = digest.period.zone
    seal = [f"Seal of the log: {digest.seal}"] if digest.seal else []
    return (f"Days and times are those of {zone}, unless another zone stands beside them.", _read_at(digest), *seal)


def formulas(digest: Digest) -> tuple[str, ...]:
    """How those numbers are counted that do not explain themselves, each said once."""
    known = dict.fromkeys(one for part in digest.parts for one in part.formulas)
    return (_COUNTED, *(one for one in known if one.startswith(_EXPLAINED)))


def about(part: Part, zone: str) -> str:
    """The campaign's hashtags, and what is unusual about it: its state, or its zone where that is not the digest's."""
    unusual = [] if part.state == "active" else [f"({part.state})"]
    unusual += [] if part.zone == zone else [f"(days of {part.zone})"]
    return beginning(" ".join([part.about, *unusual]).strip(), _NAME)


def name(part: Part) -> str:
    """The campaign's name, of one that goes on for ever its beginning."""
    return beginning(part.campaign, _NAME)


def figures(part: Part) -> str:
    """Its figures in a line: what is nothing is left out, but what went out."""
    late = part.figures.get("Late", 0)
    said = [f"{part.figures.get('Published', 0):,} published{f' ({late:,} late)' if late else ''}"]
    others = ((label, number) for label, number in part.figures.items() if label not in ("Published", "Late"))
    return f"{', '.join([*said, *(f'{number:,} {label.lower()}' for label, number in others if number)])}."


def tiles(part: Part) -> tuple[tuple[str, int], ...]:
    """Its figures one by one; that some wait still is said only where it is so."""
    return tuple((label, number) for label, number in part.figures.items() if number or label != "Waiting")


def ahead(digest: Digest, part: Part) -> str:
    """What goes out next, and when the queue runs dry; of what does not speak, what is queued."""
    ahead, waits, zone = part.ahead, "", digest.period.zone
    if ahead.proposed:
        waits = f" {ahead.proposed:,} wait{'s' if ahead.proposed == 1 else ''} for approval."
    if ahead.first is None or ahead.last is None:
        return f"Nothing is queued: it has run dry.{waits}"
    first, last = (_at(one, part, zone) for one in (ahead.first, ahead.last))
    if quiet := _kept_from_speaking(digest, part):
        queued = (
            f"1 post is queued, for {first}, and does not go out"
            if ahead.count == 1
            else (f"{ahead.count:,} posts are queued, the first for {first}, the last for {last}; none goes out")
        )
        return f"{queued} while {quiet}.{waits}"
    if ahead.count == 1:
        return f"Next: 1 post, {first}; then the queue is dry.{waits}"
    return f"Next: {ahead.count:,} posts, the first {first}; the queue runs dry with the last, {last}.{waits}"


def troubled(one: Trouble) -> str:
    """How many posts it is about, and what they are."""
    return f"{one.count:,} {_STATES[one.state]}:"


def why(one: Trouble) -> str:
    """What happened, and what to do."""
    return beginning(one.sentence, _SENTENCE)


def best(one: Best) -> str:
    """A post that did well."""
    engaged = "engagement" if one.engagements == 1 else "engagements"
    return f"{one.engagements:,} {engaged}, {beginning(one.account, _NAME)}: {beginning(one.text, _POST)}"


def link(one: Best) -> str:
    """Where it can be read; empty where that is no address of the web: a file of the worker's machine, say."""
    return one.url if one.url and _ADDRESS.fullmatch(one.url) else ""


def more(digest: Digest) -> str:
    """The campaigns that were too many; empty without any."""
    if not digest.more:
        return ""
    count = len(digest.more)
    names = ", ".join(beginning(one, 30) for one in digest.more[:20])
    return f"And {count:,} more campaign{'s' if count > 1 else ''}: {names}{' …' if count > 20 else ''}."


def command(digest: Digest, part: Part) -> str:
    """What shows the campaign's report, where nobody said how people reach the dashboard."""
    period = digest.period
    return f"campaign report {shlex.quote(name(part))} --since {period.first} --until {period.last}"


def listing(part: Part) -> str:
    """What shows the posts that need a person."""
    return f"campaign queue --campaign {shlex.quote(name(part))}"


def plain(digest: Digest) -> str:
    """The whole of it, as text."""
    return "\n".join(_lines(digest)).rstrip() + "\n"


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of `COLUMNS` columns; before the first stands ``first``, before the others ``rest``."""
    lines, line = [], first
    room = COLUMNS - cell_len(rest)
    for word in text.split():
        for piece in [word] if _ADDRESS.search(word) else chop_cells(word, room):
            gap = "" if line in (first, rest) else " "
            if gap and cell_len(line) + 1 + cell_len(piece) > COLUMNS:
                lines.append(line)
                line, gap = rest, ""
            line += gap + piece
    return [*lines, line]


def _kept_from_speaking(digest: Digest, part: Part) -> str:
    """What keeps the campaign from saying anything; empty where nothing does."""
    if any(one.what == "everything" for one in digest.silent):
        return "everything is stopped"
    return "the campaign is paused" if part.state == "paused" else ""


def _silenced(digest: Digest) -> list[str]:
    if any(one.what == "everything" for one in digest.silent):
        return ["everything is stopped"]
    paused = sum(one.state == "paused" for one in digest.silent)
    held = len(digest.silent) - paused
    said = (f"{held:,} account{'s' if held > 1 else ''} held", held), (f"{paused:,} paused", paused)
    return [words for words, count in said if count]


def _lines(digest: Digest) -> Iterator[str]:
    yield from _heading(f"Campaigns, {days(digest)}", "=")
    if digest.is_empty:
        yield from wrapped(NOTHING)
    for one in silences(digest):
        yield from wrapped(one, "! ", "  ")
    for part in digest.parts:
        yield from _part(digest, part)
    if digest.more:
        yield from ("", *wrapped(more(digest)))
    yield from ("", "-" * 12)
    for one in (*facts(digest), *formulas(digest)):
        yield from wrapped(one)


def _part(digest: Digest, part: Part) -> Iterator[str]:
    yield ""
    yield from _heading(f"{name(part)}  {about(part, digest.period.zone)}".strip(), "-")
    if not digest.is_empty:
        yield from wrapped(QUIET if part.is_quiet else figures(part))
    for one in part.troubles:
        yield from wrapped(f"{troubled(one)} {why(one)}", "! ", "  ")
    if part.troubles:
        yield from wrapped(part.queue_url or listing(part), "  ", "  ")
    if part.state != "archived":
        yield from wrapped(ahead(digest, part))
    if part.best:
        yield "What did best:"
    for well in part.best:
        yield from wrapped(f"{best(well)} {link(well)}", "* ", "  ")
    yield from wrapped(part.url or command(digest, part), "Report: ", "  ")


def _heading(text: str, line: str) -> list[str]:
    lines = wrapped(text)
    return [*lines, line * min(max(map(cell_len, lines)), COLUMNS)]


def _at(when: datetime, part: Part, zone: str) -> str:
    """A campaign's slot by its own clocks; their zone is named where it is not the digest's."""
    said = re.sub(r"(\d\d:\d\d):00", r"\1", moment(when, part.zone))
    return said if part.zone == zone else f"{said} {part.zone}"


def _read_at(digest: Digest) -> str:
    return f"Numbers from {moment(digest.made_at, digest.period.zone)}."
