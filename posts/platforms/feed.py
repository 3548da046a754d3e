"""The embedded platform: an Atom feed and a timeline in the data folder. A real channel that needs no account.

The truth is one JSON file an entry, named by its key, on the disk before it is called published. The feed and the
timeline show the newest of them; they are made anew under a lock, and can be made anew at any time.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from posts.compose import Facet
from posts.errors import Rejected, Unavailable
from posts.measure import LIMITS, Limits
from posts.platforms.base import Budget, Login, Message, Receipt, SecretField

#: How many entries the feed and the timeline show.
SHOWN = 100
#: The files that show them, made of the templates of these names.
SHOWN_AS = ("feed.atom", "timeline.css", "timeline.html")
_KEY = re.compile(r"[0-9A-Za-z-]{1,80}")
#: What XML 1.0 cannot hold at all (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of a feed, as its file holds it. Of one key there is never another."""

    key: str
    text: str
    facets: tuple[Facet, ...]
    link: str | None
    language: str | None
    #: ISO 8601, UTC.
    at: str
    #: The key of the entry that it answers.
    answers: str | None = None

    @classmethod
    def read(cls, content: bytes) -> Entry:
        """The entry of a file."""
        return cls.from_json(json.loads(content))

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Entry:
        """The entry of parsed JSON."""
        return cls(**{**values, "facets": tuple(Facet(*facet) for facet in values["facets"])})

    def to_json(self) -> dict[str, Any]:
        """As `from_json` reads it back."""
        facets = [[one.kind, one.start, one.end, one.value] for one in self.facets]
        fields = {"key": self.key, "text": self.text, "facets": facets, "link": self.link}
        return fields | {"language": self.language, "at": self.at, "answers": self.answers}


class Feed:
    """Publishes into ``<folder>/feed/<account>/``: entries/, feed.atom and timeline.html with its style."""

    kind: ClassVar[str] = "feed"
    secrets: ClassVar[tuple[SecretField, ...]] = ()
    options: ClassVar[tuple[str, ...]] = ("limits",)
    honours_key: ClassVar[bool] = True
    key_lasts: ClassVar[timedelta | None] = None
    key_rests: ClassVar[timedelta] = timedelta(0)
    lag: ClassVar[timedelta] = timedelta(0)
    answers_itself: ClassVar[bool] = True
    budgets: ClassVar[tuple[Budget, ...]] = ()

    def __init__(self, login: Login) -> None:
        self.login = login
        self.folder = login.folder / "feed" / login.name
        self.entries = self.folder / "entries"
        self.limits()

    def limits(self) -> Limits:
        """Plain text of up to 5,000 characters, or the limits of another platform by the option ``limits``."""
        name = self.login.options.get("limits", "plain")
        if name not in LIMITS:
            raise Rejected(f"A feed can keep the limits of {', '.join(LIMITS)}; not of “{name}”.", platform=self.kind)
        return LIMITS[name]

    def key_for(self, key: str, at: datetime) -> str:  # noqa: ARG002 - the contract's
        """The delivery's own key."""
        return key

    def publish(self, message: Message) -> Receipt:
        """Writes the entry, then shows it; the same key again is the same entry."""
        try:
            entry = self._entry(message.key)
            if entry is None:
                entry = self._write(message)
            elif entry.text != message.text:
                raise Rejected("This feed has another post under the same key.", platform=self.kind)
            self._show(entry)
        except OSError as error:
            raise Unavailable(f"The feed's folder cannot be written: {error.strerror}.", platform=self.kind) from error
        return self._receipt(entry)

    def find(
        self,
        message: Message,
        since: datetime,  # noqa: ARG002 - the key alone tells
        besides: Collection[str] = (),  # noqa: ARG002
    ) -> Receipt | None:
        """The entry of that key."""
        entry = self._entry(message.key)
        if entry is None:
            return None
        self._show(entry)
        return self._receipt(entry)

    def withdraw(self, receipt: Receipt) -> None:
        """Takes the entry away, then shows what is left."""
        if not _KEY.fullmatch(receipt.remote_id):
            raise Rejected(f"“{receipt.remote_id}” cannot be the name of an entry.", platform=self.kind)
        try:
            self.entries.mkdir(parents=True, exist_ok=True)
            with _locked(self.folder / ".lock"):
                (self.entries / f"{receipt.remote_id}.json").unlink(missing_ok=True)
                _sync(self.entries)
                # From all the entries: what this one had pushed off the list comes back.
                self._draw(_all(self.entries))
        except OSError as error:
            raise Unavailable(f"The feed's folder cannot be written: {error.strerror}.", platform=self.kind) from error

    def check(self) -> str:
        """Where the timeline lies."""
        self.entries.mkdir(parents=True, exist_ok=True)
        return str(self.folder / "timeline.html")

    def refresh(self) -> Mapping[str, str] | None:
        """There is no login."""
        return None

    def _entry(self, key: str) -> Entry | None:
        if not _KEY.fullmatch(key):
            raise Rejected(f"“{key}” cannot be the name of an entry.", platform=self.kind)
        path = self.entries / f"{key}.json"
        return Entry.read(path.read_bytes()) if path.exists() else None

    def _write(self, message: Message) -> Entry:
        self.entries.mkdir(parents=True, exist_ok=True)
        at = self.login.now().isoformat()
        answers = message.reply_to["key"] if message.reply_to else None
        entry = Entry(message.key, message.text, message.facets, message.link, message.language, at, answers)
        _write_durably(self.entries / f"{entry.key}.json", _dumped(entry.to_json()).encode())
        return entry

    def _receipt(self, entry: Entry) -> Receipt:
        url = f"{(self.folder / 'timeline.html').resolve().as_uri()}#{entry.key}"
        return Receipt(entry.key, url, datetime.fromisoformat(entry.at), {"key": entry.key})

    def _show(self, entry: Entry) -> None:
        with _locked(self.folder / ".lock"):
            self._draw([*_recent(self.folder / "recent.json", self.entries), entry])

    def _draw(self, entries: list[Entry]) -> None:
        newest = {one.key: one for one in entries}
        shown = sorted(newest.values(), key=lambda one: (one.at, one.key), reverse=True)[:SHOWN]
        _replace(self.folder / "recent.json", _dumped([one.to_json() for one in shown]))
        # Atom wants a time, also of a feed whose only entry was withdrawn.
        updated = shown[0].at if shown else self.login.now().isoformat()
        values = {"name": self.login.name, "entries": shown, "drawn": _drawn, "updated": updated}
        for name in SHOWN_AS:
            _replace(self.folder / name, _templates().get_template(name).render(values))


def _recent(index: Path, entries: Path) -> list[Entry]:
    """The newest entries, from the index; without a sound one, from all the entries."""
    try:
        return [Entry.from_json(one) for one in json.loads(index.read_bytes())]
    except (OSError, ValueError, TypeError):
        return _all(entries)


def _all(entries: Path) -> list[Entry]:
    return [Entry.read(path.read_bytes()) for path in entries.glob("*.json")]


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Holds the folder against other threads and processes; the lock goes with its holder."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write_durably(path: Path, content: bytes) -> None:
    """The file with all of its content, or no file, even after a power cut."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)  # noqa: PTH105 - the pair with mkstemp
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """What was put into a folder or taken out of it is so after a power cut, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(path: Path, content: str) -> None:
    """Swaps in what can be made anew: a reader sees the old file or the new one, never half."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(content, encoding="utf-8")
    new.replace(path)


@lru_cache(maxsize=8 * SHOWN)
def _drawn(template: str, entry: Entry) -> Markup:
    """One entry as a part of a page. Drawn once: with each new entry, the hundred before it stay as they are."""
    html: Markup = Markup(_templates().get_template(template).render(entry=entry))  # noqa: S704 - autoescaped
    return html


@cache
def _templates() -> Environment:
    loader = PackageLoader("posts.platforms")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["linked"] = linked
    environment.filters["broken"] = lambda html: html.replace("\n", Markup("<br>"))
    environment.filters["xml"] = lambda text: _NOT_XML.sub("", text)
    return environment


def linked(entry: Entry) -> Markup:
    """The entry's text as HTML: escaped, its links to click, its tags marked."""
    html: Markup = Markup()
    at = 0
    for facet in sorted(entry.facets, key=lambda one: one.start):
        form = '<a href="{0}" rel="nofollow">{1}</a>' if facet.kind == "link" else '<b class="tag">{1}</b>'
        html += entry.text[at : facet.start]
        html += Markup(form).format(facet.value, entry.text[facet.start : facet.end])  # noqa: S704 - format escapes
        at = facet.end
    html += entry.text[at:]
    return html
