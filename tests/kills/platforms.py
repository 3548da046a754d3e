"""Five platforms on one port, in a process of their own that outlives every kill, with a ledger of what they took.

    python -m tests.kills.platforms LEDGER [FAULTS]      # prints its address

By the first part of the path: ``key`` speaks like Mastodon and honours keys; ``read`` speaks like it and does not;
``x`` is X; ``pds`` is Bluesky; ``deaf`` is a webhook that neither knows a key nor can be read. Each post that is taken is
a line of the ledger; FAULTS, from 0 to 1, is how many calls meet a delay, a lost answer or a server error.
"""

import json
import os
import random
import sys
import threading
import time
from datetime import UTC, datetime

from tests.platforms.webhook_receiver import Receiver
from tests.platforms.x_fake import XFake
from tests.platforms_bluesky.pds_fake import PUT_RECORD, PdsFake
from tests.wire.loopback import Asked, Told, hang_up, serving


class Ledger:
    """Append-only: who took what, when, and where it is to be seen."""

    def __init__(self, file):
        self.file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def took(self, kind, text, address):
        os.write(self.file, (json.dumps([kind, text, time.time(), address]) + "\n").encode())


class Mastodon:
    """As far as the adapter speaks to it. Takes the same text as often as it is sent, but under a key that it honours."""

    def __init__(self, kind, ledger, now, *, version):
        self.kind, self.ledger, self.now, self.version = kind, ledger, now, version
        self.statuses, self.by_key = [], {}

    def __call__(self, asked):
        if asked.method == "POST":
            pages = f"http://{asked.headers['host']}/@clinic"
            return Told.of(self.post(asked.json, asked.headers["idempotency-key"], pages))
        if asked.path.endswith("/instance"):
            return Told.of({"version": self.version})
        if asked.path.endswith("verify_credentials"):
            return Told.of({"id": "1", "username": "clinic"})
        before = int(asked.query.get("max_id", [10**9])[0])
        return Told.of([one for one in reversed(self.statuses) if int(one["id"]) < before][:40])

    def post(self, sent, key, pages):
        if self.version[0].isdigit() and key in self.by_key:
            return self.by_key[key]
        text, number = sent["status"], str(len(self.statuses) + 1)
        address = f"{pages}/{number}"
        self.ledger.took(self.kind, text, address)
        at = self.now().isoformat()
        status = {"id": number, "content": f"<p>{text}</p>", "created_at": at, "url": address}
        status["in_reply_to_id"] = sent.get("in_reply_to_id")
        self.statuses.append(status)
        self.by_key[key] = status
        return status


class Platforms:
    """Tells them apart by the path, and makes them misbehave. ``now`` is what time it is there."""

    def __init__(self, ledger, faults=0.0, seed=1, now=lambda: datetime.now(UTC)):
        self.ledger, self.faults, self.chance, self.now = ledger, faults, random.Random(seed), now
        self.lock = threading.Lock()
        self.apps = {
            "key": Mastodon("key", ledger, now, version="4.5.1"),
            "read": Mastodon("read", ledger, now, version="takahe/0.11.0"),
            "x": self.x(XFake()),
            "pds": self.bluesky(PdsFake()),
            "deaf": self.webhook(Receiver()),
        }

    def __call__(self, asked):
        if len(asked.body) < int(asked.headers.get("content-length", 0)):
            return hang_up  # its sender died in the middle
        kind, _, path = asked.path.removeprefix("/").partition("/")
        inner = Asked(asked.method, f"/{path}", asked.query, asked.headers, asked.body)
        publishes = asked.method == "POST" and "Session" not in path
        fault = self.chance.choice(FAULTS) if publishes and self.chance.random() < self.faults else ""
        if fault == "slow":
            time.sleep(0.2)
        if fault == "lost before":
            return hang_up
        with self.lock:
            told = self.apps[kind](inner)
        if fault == "slow after":
            time.sleep(0.2)
        return {"lost after": hang_up, "error after": Told(502, b"")}.get(fault, told)

    def x(self, fake):
        fake.now = self.now
        self.x_fake = fake

        def answer(asked):
            told = fake(asked)
            # What X would refuse as a duplicate counts as taken twice: it was sent twice.
            if asked.path == "/2/tweets":
                self.ledger.took("x", asked.json["text"], f"https://x.com/i/web/status/{fake.posts[-1][0]}")
            return told

        return answer

    def webhook(self, receiver):
        receiver.time = lambda: self.now().timestamp()

        def answer(asked):
            told = receiver(asked)
            if told.status == 204:
                self.ledger.took("deaf", asked.json["data"]["text"], "https://example.org/seen")
            return told

        return answer

    def bluesky(self, fake):
        self.pds_fake = fake

        def answer(asked):
            method = asked.path.removeprefix("/xrpc/")
            token = asked.headers.get("authorization", "").removeprefix("Bearer ")
            body = asked.json if asked.body else {name: values[0] for name, values in asked.query.items()}
            fake.calls.clear()  # it would ask us to log in less often
            commits = fake.commits
            reply = fake.answer(method, token, body)
            if method == PUT_RECORD and fake.commits > commits:
                address = f"https://bsky.app/profile/{fake.handle}/post/{body['rkey']}"
                self.ledger.took("pds", body["record"]["text"], address)
            return Told(reply.status, reply.body, {"content-type": "application/json", **reply.headers})

        return answer


FAULTS = ("slow", "slow after", "lost before", "lost after", "error after")

if __name__ == "__main__":
    faults = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    with serving(Platforms(Ledger(sys.argv[1]), faults)) as url:
        print(url, flush=True)
        sys.stdin.read()
