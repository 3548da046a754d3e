"""Whatever is sent to a form: an answer in words, nothing half-written, nothing that runs in a browser."""

import sqlite3
from urllib.parse import quote_plus

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from campaign.desk import drafts
from campaign.desk.adding import Asked
from campaign.desk.composing import compose_draft
from campaign.desk.demo import example
from campaign.desk.sources import Pasted
from campaign.drafted import PostDraft
from campaign.states import State
from campaign.store.models import metadata
from campaign.web.application import make
from tests.web import asked, scene
from tests.web.conftest import asking

#: Bytes as they stand in a form: what is no text in UTF-8 cannot be said otherwise.
HOSTILE = {
    "empty": b"",
    "blank": b"+%09%0D%0A",
    "script": quote_plus("<script>alert(1)</script>").encode(),
    "attribute": quote_plus("\"'><img src=x onerror=alert(1)>").encode(),
    "address": quote_plus("javascript:alert(1)//https://a.example").encode(),
    "sql": quote_plus("1'; DROP TABLE deliveries; --").encode(),
    "braces": quote_plus("{{ 7*7 }}{% raw %}${7*7}#{7*7}%(x)s{0}").encode(),
    "nul": b"a%00b",
    "surrogates": b"%ED%A0%80%ED%B0%80%F0%9F",
    "bidi": quote_plus("\u202egnp.exe\u2066\u200f").encode(),
    "long name": quote_plus("字" * 10_000).encode(),
    "huge": b"x" * 2**20,
    "number": b"99999999999999999999999999",
    "negative": b"-9223372036854775808",
    "other digits": quote_plus("١٢٣").encode(),
    "path": quote_plus("../../../etc/passwd").encode(),
    "line": quote_plus("a\r\nSet-Cookie: x=y\r\n\r\n").encode(),
    "foreign": quote_plus("Ñandú 日本語 हिन्दी עברית 👩‍👩‍👧‍👦 #標籤").encode(),
}
#: Where the forms are.
PAGES = (
    *("/", "/articles", "/articles/1", "/articles/1/dates", "/compose", "/compose/2", "/queue", "/queue/1", "/queue/2"),
    *("/queue/3", "/calendar", "/approvals", "/approvals/3", "/campaigns", "/campaigns/new", "/campaigns/sciatica"),
    *("/campaigns/sciatica/change", "/campaigns/sciatica/times", "/settings", "/settings/tokens", "/settings/links"),
    *("/settings/users", "/login"),
)
#: Fields by which something is found: a form that names nothing there is refused for that before anything else.
KEYS = {"campaign", "ids", "pair", "do", "accounts", "read", "timezone", "late"}
#: What is sent where a number is asked for; whatever else is none is refused as the first of these is.
NUMBERS = {"script", "empty", "number", "negative", "other digits"}
#: The feed's account that it makes stays when the campaign is refused: the next try takes it up.
TAKEN_UP = {"/welcome"}
#: Who sends these often waits, and what is kept is that they tried; no session lasts longer than a test.
OF_THE_DOOR = {"login_tries", "sessions"}


@pytest.fixture
def everything(app):
    """The installation has something of each kind."""
    text = example().read_text()
    drafts.draft_article(app, scene.CAMPAIGN, Pasted(text), Asked())
    compose_draft(app, scene.CAMPAIGN, PostDraft(text="Rest heals. #Sciatica"))
    scene.put(app, 1, State.FAILED, scene.rejected())
    scene.put(app, 2, State.IN_DOUBT, scene.lost())
    scene.put(app, 3, State.PROPOSED)
    return app


class Written:
    """Whether anybody has written since, for less than reading all of it costs."""

    def __init__(self, file):
        self._connection = sqlite3.connect(file)

    def version(self):
        return self._connection.execute("PRAGMA data_version").fetchone()[0]

    def close(self):
        self._connection.close()


@pytest.fixture
def written(everything):
    opened = Written(everything.store.engine.url.database)
    yield opened
    opened.close()


def rows(app):
    with app.store.read() as connection:
        kept = {name: table for name, table in metadata.tables.items() if name not in OF_THE_DOOR}
        return {name: connection.execute(select(table)).all() for name, table in kept.items()}


def body(fields, fed, value):
    """The form as a browser would send it, with a value that no browser would send in some of its fields."""
    pairs = [quote_plus(name).encode() + b"=" + (value if name in fed else said(text)) for name, text in fields.items()]
    return b"&".join(pairs)


def said(text):
    return quote_plus(text).encode()


def looked_at(client):
    return [LexborHTMLParser(client.get(path).text) for path in PAGES]


def feeds(form, kind):
    """Which of its fields at once: all that are words, and each alone that it is found by, or that is a number."""
    numbers = [name for name, shown in form.fields.items() if shown.isdecimal()]
    words = [name for name in form.fields if name not in KEYS and name not in numbers]
    alone = [name for name in form.fields if name not in words and (name in KEYS or kind in NUMBERS)]
    return [fed for fed in (words, *([name] for name in alone)) if fed]


def send(client, form, fed, value):
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return client.post(form.path, content=body(form.fields, fed, value), headers=headers)


def _slice(kind):
    """What found most stays in the suite; the long proof has all of it."""
    often = kind in {"empty", "script", "nul", "surrogates", "huge", "number"}
    return pytest.param(kind, marks=() if often else pytest.mark.torture)


@pytest.mark.parametrize("kind", [_slice(kind) for kind in HOSTILE])
def test_no_form_breaks_by_what_is_sent(everything, written, kind):
    with asking(everything, follow_redirects=False, raise_server_exceptions=False) as client:
        found = asked.forms(make(everything), looked_at(client))
        assert len([one for one in found if one.fields]) > 30
        before, version = rows(everything), written.version()
        for form in found:
            for fed in feeds(form, kind):
                answer = send(client, form, fed, HOSTILE[kind])
                what = (form.template, fed, answer.status_code)
                assert answer.status_code < 500, what
                assert asked.strange(answer) == [], what
                shown = client.get(answer.headers["location"]) if answer.status_code == 303 else answer
                assert asked.commands(shown) == [], what
                if version != (version := written.version()):
                    after = rows(everything)
                    assert answer.status_code < 400 or after == before or form.template in TAKEN_UP, what
                    before = after
        for path in PAGES:
            page = client.get(path)
            assert page.status_code in (200, 303, 404), (path, page.text)
            assert asked.strange(page) == [], path
