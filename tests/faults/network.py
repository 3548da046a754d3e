"""What a network does to a call, each fault once, and what must come of it.

`FAULTS` × `KINDS` is the whole table: how the first attempt must end (`Fault.means`), and how often the post may be
sent after that (`Kind.sends`). However often it is sent, the platform must take it once.
"""

import socket
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import format_datetime

from campaign.states import State
from tests.wire.loopback import Asked, Told, hang_up, pour, reset

OUT, LOST, WAIT, WAIT_LONG = "published", "answer_lost", "rate_limited", "rate_limited_long"
JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Fault:
    """``takes``: whether the server takes the post before it. ``answer``: what it does then; None: what it would do."""

    takes: bool
    answer: Callable[..., None] | Told | None
    #: How the first attempt ends: OUT, or the code of its reason.
    means: str = LOST
    #: Kind → how it ends there, where that is something else.
    but: Mapping[str, str] = field(default_factory=dict)
    #: Whether the server lets us wait for as long as we do.
    slow: bool = False
    #: Whether it comes before the server has read the body.
    early: bool = False

    def meaning(self, kind):
        return self.but.get(kind, self.means)


@dataclass(frozen=True)
class Kind:
    """How often a post whose answer was lost is sent, whether or not it was taken, and where it ends."""

    sends: Mapping[bool, int]
    ends: State = State.PUBLISHED


#: Those of tests/kills/platforms.py. With a key: again under it. With a look: again if it is not there. Else never.
KINDS = {
    "key": Kind({True: 2, False: 2}),
    "pds": Kind({True: 2, False: 2}),
    "x": Kind({True: 1, False: 2}),
    "read": Kind({True: 1, False: 2}),
    "deaf": Kind({True: 1, False: 1}, ends=State.IN_DOUBT),
}


def say_nothing(connection):
    """Until the other side gives up."""
    with suppress(OSError):
        connection.settimeout(10)
        while connection.recv(65_536):
            pass


def dribble(connection):
    """A byte at a time, so that no silence is ever long; until the other side gives up."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nx-slow: ")
    while not _hears(connection):
        connection.sendall(b"z")


def _hears(connection):
    """Whether the other side has closed; takes 20 ms."""
    connection.settimeout(0.02)
    try:
        return not connection.recv(1)
    except TimeoutError:
        return False


def break_off(end):
    """Half of an answer, and then an end."""

    def answer(connection):
        connection.sendall(
            b'HTTP/1.1 200 OK\r\ncontent-length: 900\r\ncontent-type: application/json\r\n\r\n{"id": "1"'
        )
        end(connection)

    return answer


def send(data):
    def answer(connection):
        with suppress(OSError):
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            say_nothing(connection)

    return answer


WRONG_TYPES = {"id": ["1"], "data": {"id": {"no": 1}}, "uri": 7, "cid": [], "url": 7, "created_at": 9}
PAGE = b"<html>Welcome to our wireless network! Please log in.</html>"
#: A webhook's any 2xx means that the receiver has the post, whatever it says.
TAKEN_AT_ITS_WORD = {"deaf": OUT}

FAULTS = {
    "timeout before it is taken": Fault(False, say_nothing, slow=True),
    "timeout after it was taken": Fault(True, say_nothing, slow=True),
    "a byte at a time, not taken": Fault(False, dribble, slow=True),
    "a byte at a time, taken": Fault(True, dribble, slow=True),
    "closed before the headers, not taken": Fault(False, hang_up),
    "closed before the headers, taken": Fault(True, hang_up),
    "reset while the body is read": Fault(False, reset, early=True),
    "reset before the answer, not taken": Fault(False, reset),
    "reset before the answer, taken": Fault(True, reset),
    "reset in the midst of the answer, not taken": Fault(False, break_off(reset)),
    "reset in the midst of the answer, taken": Fault(True, break_off(reset)),
    "closed in the midst of the answer, taken": Fault(True, break_off(hang_up)),
    **{f"{status}, not taken": Fault(False, Told(status)) for status in (408, 500, 503)},
    **{f"{status}, taken": Fault(True, Told(status)) for status in (408, 500, 503)},
    **{f"{status} to itself": Fault(False, Told(status, headers={"location": "?again"})) for status in (302, 307)},
    "302 after it was taken": Fault(True, Told(302, headers={"location": "/thanks"})),
    "304": Fault(False, Told(304)),
    "malformed JSON": Fault(True, Told(200, b'{"id": "1", "data": {"id": ', JSON), but=TAKEN_AT_ITS_WORD),
    "JSON of wrong types": Fault(True, Told.of(WRONG_TYPES), but=TAKEN_AT_ITS_WORD),
    "a list": Fault(True, Told.of([{"id": "1"}]), but=TAKEN_AT_ITS_WORD),
    "null": Fault(True, Told.of(None), but=TAKEN_AT_ITS_WORD),
    "brackets without end": Fault(True, Told(200, b"[" * 100_000, JSON), but=TAKEN_AT_ITS_WORD),
    "bytes that are no text": Fault(True, Told(200, b"\xff\xfe\x00\xd8", JSON), but=TAKEN_AT_ITS_WORD),
    "no body": Fault(True, Told(200, b"", JSON), but=TAKEN_AT_ITS_WORD),
    "204": Fault(True, Told(204), but=TAKEN_AT_ITS_WORD),
    "a huge body": Fault(True, pour(50_000_000)),
    "headers without end": Fault(True, send(b"HTTP/1.1 200 OK\r\nx-long: " + b"z" * 400_000)),
    "no HTTP": Fault(False, send(b"SSH-2.0-OpenSSH_9.7\r\n")),
    "100 Continue without end": Fault(False, send(b"HTTP/1.1 100 Continue\r\n\r\n" * 60_000)),
    "another content type": Fault(True, None, OUT),
}


def said(text):
    return lambda _now: text


def epoch(seconds):
    return lambda now: str(int(now.timestamp()) + seconds)


#: As public networks answer before one has logged in. Not for a webhook, which cannot tell it from its receiver's word.
PORTAL = Fault(False, Told(200, PAGE, {"content-type": "text/html"}))


#: A 429's header, what it says, and how many seconds later it goes on: of what is no time, or is past, five minutes,
#: and never more than a day.
LIMITS = {
    "nothing": ("x-nothing", said(""), 300),
    "Retry-After": ("retry-after", said("120"), 120),
    "Retry-After: now": ("retry-after", said("0"), 300),
    "Retry-After: a date that is past": ("retry-after", lambda now: format_datetime(now, usegmt=True), 300),
    "Retry-After: years": ("retry-after", said("99999999"), 86_400),
    "Retry-After: negative": ("retry-after", said("-5"), 300),
    "Retry-After: garbage": ("retry-after", said("soon"), 300),
    "Retry-After: beyond all calendars": ("retry-after", said("999999999999"), 300),
    "X's": ("x-rate-limit-reset", epoch(900), 900),
    "X's, past": ("x-rate-limit-reset", epoch(-900), 300),
    "X's, in 2100": ("x-rate-limit-reset", said("4102444800"), 86_400),
    "X's, garbage": ("x-rate-limit-reset", said("NaN"), 300),
    "Bluesky's": ("ratelimit-reset", epoch(600), 600),
    "Bluesky's, past": ("ratelimit-reset", epoch(-600), 300),
    "Bluesky's, in 2286": ("ratelimit-reset", said("9999999999"), 86_400),
    "Bluesky's, garbage": ("ratelimit-reset", said("-"), 300),
}


def limited(limit, now):
    """The 429 of that name, given at that time."""
    header, value, _ = LIMITS[limit]
    date = format_datetime(now, usegmt=True)
    return Fault(False, Told(429, b'{"error": "slow down"}', {"date": date, header: value(now), **JSON}), WAIT)


def until(limit, kind):
    """How many seconds after that 429 it goes on there: Bluesky knows no header of X's."""
    header, _, later = LIMITS[limit]
    return 300 if kind == "pds" and header.startswith("x-") else later


class Network:
    """Before an app: what asks to publish meets the faults that are armed, in their order; then all is well.

    Each kind of platform is the first part of a path. ``sent`` counts by kind what was asked to be published.
    """

    def __init__(self, app, *, everything=False):
        self.app, self.armed, self.sent = app, {}, Counter()
        #: Whether the faults meet whatever is asked, not only what publishes.
        self.everything = everything

    def arm(self, *faults):
        """The next calls to each platform meet these."""
        self.armed, self.sent = {kind: list(faults) for kind in KINDS}, Counter()

    def before_body(self, method, path):
        if (early := self._next(method, path)) and early.early:
            return self._meet(method, path).answer
        return None

    def __call__(self, asked: Asked):
        fault = self._meet(asked.method, asked.path)
        if fault is None:
            return self.app(asked)
        told = self.app(asked) if fault.takes else None
        return fault.answer or Told(told.status, told.body, {**told.headers, "content-type": "text/plain"})

    def _next(self, method, path):
        """The fault that such a call meets."""
        waiting = self.armed.get(kind_of(path)) if self.everything or publishes(method, path) else None
        return waiting[0] if waiting else None

    def _meet(self, method, path):
        """The same, and it is over."""
        self.sent[kind_of(path)] += publishes(method, path)
        fault = self._next(method, path)
        if fault:
            self.armed[kind_of(path)].pop(0)
        return fault


def kind_of(path):
    return path.split("/")[1]


def publishes(method, path):
    return method == "POST" and "Session" not in path
