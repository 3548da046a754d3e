"""An installation with a week behind it: what went out by its real worker's pass, what failed, what is in doubt."""

import struct
import zlib
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import insert, select

from campaign.app import open_app
from campaign.clock import Clock
from campaign.desk import ticking
from campaign.digests.value import Digest
from campaign.reports.period import Period
from campaign.states import State
from campaign.store.models import Delivery, Snapshot
from campaign.store.reporting import days
from tests.web import scene

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOME = "https://social.example.org"
TO = ("ann@example.org", "ben@example.org")
ZONE = "Europe/London"


class Office:
    """``now`` is moved by hand; `scene.NOW` is a Monday, 08:00 in London."""

    def __init__(self, folder, port, url=None, **digest):
        scene.installation(folder, url).close()
        self.file, self.url = folder / "config.toml", url
        self.now, self.port = scene.NOW, port
        self.opened = []
        self.settle(**digest)

    def settle(self, public_url=HOME, **digest):
        """Writes the settings anew."""
        wanted = {"every": "day", "at": "08:00", "to": list(TO)} | digest
        lines = [f"{key} = {value!r}" for key, value in wanted.items()]
        self.file.write_text(
            f'[defaults]\ntimezone = "{ZONE}"\n[web]\npublic_url = "{public_url}"\n'
            f'[notices.mail]\nserver = "127.0.0.1"\nport = {self.port}\nsecurity = "none"\n'
            'sender = "campaign@example.org"\n[digest]\n' + "\n".join(lines) + "\n"
        )
        return self.open()

    def open(self):
        """Another process's view of the same installation."""
        app = open_app(self.file, database_url=self.url)
        self.app = replace(app, clock=Clock(now=lambda: self.now, boottime=app.clock.boottime))
        self.opened.append(app)
        return self.app

    def close(self):
        for app in self.opened:
            app.close()

    def work(self, days=7):
        """The first article queued, and so many days of its posts published, each within a minute of its slot."""
        ids = scene.queued(self.app)
        start = self.now
        for number in range(days):
            for hour, minute in ((1, 0), (9, 30)):
                self.now = start + number * DAY + timedelta(hours=hour, minutes=minute, seconds=3)
                ticking.tick(self.app, self.now.isoformat())
        self.now = start + days * DAY
        return ids

    def hurt(self, ids):
        """One of them failed, another is in doubt."""
        scene.put(self.app, ids[0], State.FAILED, scene.rejected(), published_at=None)
        scene.put(self.app, ids[1], State.IN_DOUBT, scene.lost(), published_at=None)

    def count(self):
        """What is out was counted an hour ago: nobody liked the first, ten the second, and so on."""
        with self.app.store.write() as connection:
            out = connection.scalars(select(Delivery.id).where(Delivery.state == State.PUBLISHED)).all()
            for number, key in enumerate(out):
                counted = {"age_s": 3600, "taken_at": self.now - HOUR, "gone": False, "likes": number * 10}
                connection.execute(insert(Snapshot).values(delivery_id=key, **counted))
            days.forget(connection, out)


def made_of(*parts, first=date(2026, 11, 23), last=None, more=(), seal=None, silent=()):
    """A digest of these parts."""
    return Digest(Period(first, last or first, ZONE), scene.NOW + DAY, parts, more, seal, silent)


def opened_png(data):
    """Width, height and the bytes of the lines of a PNG, all of whose sums are right (https://www.w3.org/TR/png/)."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = [], 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + body),)
        chunks.append((kind, body))
        at += 12 + length
    assert chunks[-1][0] == b"IEND"
    wide, high, depth, colours = struct.unpack(">IIBB", chunks[0][1][:10])
    pixels = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colours]
    assert len(pixels) == high * (1 + -(-wide * channels * depth // 8))
    return wide, high, pixels
