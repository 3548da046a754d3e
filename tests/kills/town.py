"""An installation with accounts on five platforms, and workers that are started and killed over it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from queue import SimpleQueue
from threading import Thread

from campaign import app as composing
from campaign.desk import accounts, deliveries
from campaign.desk.campaigns import Wish, new
from campaign.states import State
from campaign.store import campaigns as campaign_rows
from campaign.store import history, queue
from campaign.store.history import Filter
from campaign.store.values import NewDelivery, NewPost, Selection
from tests.kills.worker import POINTS
from tests.platforms.webhook_receiver import SECRET
from tests.platforms.x_fake import TOKEN
from tests.platforms_bluesky.pds_fake import PdsFake
from tests.waiting import eventually

#: Kind → platform, secrets, options. What each gives to resolve a doubt stands in tests/kills/platforms.py.
KINDS = {
    "key": ("mastodon", {"access_token": "t"}, {}),
    "read": ("mastodon", {"access_token": "t"}, {}),
    "x": ("x", {"access_token": TOKEN["access_token"]}, {}),
    "pds": ("bluesky", {"app_password": PdsFake().app_password}, {"handle": PdsFake.handle}),
    "deaf": ("webhook", {"secret": SECRET}, {}),
}
#: How long a worker has to reach the point at which it is to end; then it is killed wherever it is.
PATIENCE_S = 30.0
#: So far apart are posts of an account made: Bluesky takes 1,666 of an account in an hour, and what is beyond that waits.
PACE_S = 0.25


@dataclass
class Tally:
    """What became of everything. ``kills`` by point; lost and twice must be nought."""

    kills: Counter = field(default_factory=Counter)
    posts: int = 0
    lost: list = field(default_factory=list)
    twice: list = field(default_factory=list)
    by_a_person: Counter = field(default_factory=Counter)
    resolved: Counter = field(default_factory=Counter)

    def words(self):
        return (
            f"{self.kills.total()} kills, {self.posts} posts, {len(self.lost)} lost, {len(self.twice)} twice; left to a "
            f"person: {dict(self.by_a_person)}; doubts: {dict(self.resolved)}; kills by point: "
            f"{dict(self.kills.most_common())}"
        )


class Nursery:
    """Forks workers; see tests/kills/worker.py."""

    def __init__(self, folder):
        command = [sys.executable, "-m", "tests.kills.worker", "--nursery"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.folder, self.started, self.alive, self.ended = folder, SimpleQueue(), set(), {}
        Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            word, pid, *code = line.split()
            if word == "started":
                self.alive.add(int(pid))
                self.started.put(int(pid))
            else:
                self.ended[int(pid)] = int(code[0])
                self.alive.discard(int(pid))

    def start(self, at="", nth=1, signal="KILL"):
        """A worker that ends at this point; its pid."""
        order = {"at": at, "nth": nth, "signal": signal}
        line = [order, ["--config", str(self.folder / "config.toml")], str(self.folder / "worker.log")]
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return self.started.get(timeout=30)

    def wait(self, pid, seconds=30):
        """How it ended: its exit code, or minus the signal's number."""
        eventually(lambda: pid in self.ended, seconds)
        return self.ended[pid]

    def close(self):
        for pid in list(self.alive):  # a test that failed leaves some
            os.kill(pid, signal.SIGKILL)
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class Town:
    """One campaign with ``each`` accounts of each kind."""

    def __init__(self, folder, url, ledger, database_url="", kinds=tuple(KINDS), each=1):
        self.folder, self.ledger, self.kinds, self.each = folder, ledger, kinds, each
        (folder / "config.toml").write_text(
            f'[fetch]\nallow = ["127.0.0.1"]\n[database]\nurl = "{database_url}"\n[worker]\nthreads = 6\n'
        )
        self.app, _ = composing.init(folder / "config.toml", None)
        self.names = [f"{kind}-{n}" for kind in kinds for n in range(each)]
        for name in self.names:
            kind = name.partition("-")[0]
            platform, secrets, options = KINDS[kind]
            accounts.add(self.app, accounts.Wish(name, platform, f"{url}/{kind}", options), secrets=secrets)
        new(
            self.app,
            "rest",
            Wish(hashtags=["#Rest"], accounts=self.names, times=["daily 09:00"], late="post", gap="0s"),
        )
        with self.app.store.read() as connection:
            self.campaign = campaign_rows.campaign(connection, "rest")
        self.posts = 0

    @cached_property
    def nursery(self):
        return Nursery(self.folder)

    def close(self):
        if "nursery" in vars(self):
            self.nursery.close()
        self.app.close()

    def post(self, count=1):
        """Queues so many posts for each account, due now; no two say the same. Their ids."""
        now, rows = self.app.clock.now(), []
        for speaker in self.campaign.speakers:
            for _ in range(count):
                self.posts += 1
                text = f"{speaker.account.name} rests, for the {self.posts}. time. #Rest"
                rows.append(
                    NewDelivery(
                        post=len(rows),
                        account_id=speaker.account.id,
                        text=text,
                        length=len(text),
                        link=None,
                        language="en",
                        scheduled_for=now,
                        wall=now.isoformat(),
                        zone="UTC",
                        state=State.QUEUED,
                    )
                )
        with self.app.store.write() as connection:
            posts = [NewPost(number + 1, row.text) for number, row in enumerate(rows)]
            return queue.enqueue(connection, self.campaign.id, None, posts, rows)

    def rows(self):
        return deliveries.listed(self.app, Filter())

    def taken(self):
        """How often each text was taken, by the ledger."""
        return Counter(text for _, text, _, _ in self._lines())

    def addresses(self):
        """Where a person sees each text that was taken."""
        return {text: address for _, text, _, address in self._lines()}

    def _lines(self):
        return map(json.loads, self.ledger.read_text().splitlines())

    def is_drained(self):
        """Nothing moves by itself any more."""
        still = {State.QUEUED, State.CLAIMED, State.SENDING}
        with self.app.store.read() as connection:
            return not set(queue.count_states(connection)) & still and queue.next_look(connection) is None

    def has_begun(self, pid):
        log = self.folder / "worker.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return any(f':{pid}"' in line and "worker started" in line for line in lines)

    def heal(self, workers=1, seconds=400):
        """Unharmed workers work until nothing moves, and stop cleanly.

        Where every call meets a fault, a key may be answered by none many times over, half a minute each.
        """
        pids = [self.nursery.start() for _ in range(workers)]
        # One that is told to end before it listens is killed by that.
        eventually(lambda: all(self.has_begun(pid) for pid in pids), seconds)
        # A doubt that somebody has in hand has no next look: it must be quiet twice.
        for _ in range(2):
            eventually(self.is_drained, seconds)
            time.sleep(0.5)
        for pid in pids:
            os.kill(pid, signal.SIGTERM)
        assert [self.nursery.wait(pid) for pid in pids] == [0] * workers

    def kill(self, kills, workers, seed, points=POINTS):
        """Keeps so many workers alive, each ended at a point or a random moment, until that many were killed."""
        chance, found, plan, alive = random.Random(seed), Counter(), [], {}
        next_post = time.monotonic()
        while found.total() < kills:
            if time.monotonic() >= next_post:
                self.top_up()
                next_post = time.monotonic() + PACE_S
            while len(alive) < workers:
                plan = plan or chance.sample([*points, "", "", ""], len(points) + 3)
                at = plan.pop()
                patience = PATIENCE_S if at else chance.uniform(0.2, 3.0)
                alive[self.nursery.start(at, chance.choice((1, 1, 2, 3)))] = at, time.monotonic() + patience
            for pid, (at, until) in list(alive.items()):
                if pid in self.nursery.ended:
                    assert self.nursery.ended[pid] == -signal.SIGKILL, self.log()
                    found[at] += 1
                    del alive[pid]
                elif time.monotonic() > until:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                    alive[pid] = alive[pid] if self.nursery.ended.get(pid) else ("at random", until)
            time.sleep(0.03)
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            found["at random"] += 1
        return found

    def top_up(self):
        with self.app.store.read() as connection:
            waiting = queue.count_states(connection).get(State.QUEUED, 0)
        if waiting < len(self.names):
            self.post()

    def judge(self, kills, workers=1):
        """What became of every post once all is healed, and a person has said of the rest what the ledger says."""
        found = Tally(kills=kills)
        self.heal(workers)
        while doubts := deliveries.listed(self.app, Filter(states=[State.IN_DOUBT])):
            addresses = self.addresses()
            for row in doubts:
                found.by_a_person[f"{row.account.partition('-')[0]}: {row.reason.code}"] += 1
                deliveries.resolve_doubt(self.app, Selection((row.id,)), addresses.get(row.text))
            # What is sent again may meet the next lost answer.
            self.heal(workers)
        taken, rows = self.taken(), self.rows()
        found.posts = len(rows)
        found.lost = [row.text for row in rows if row.state is not State.PUBLISHED or not taken[row.text]]
        found.twice = [text for text, count in taken.items() if count > 1]
        with self.app.store.read() as connection:
            kinds = connection.exec_driver_sql(
                "SELECT kind, count(*) FROM events WHERE kind IN ('in doubt', 'found there', 'proven absent',"
                " 'sent again under its key', 'left to a person') GROUP BY kind ORDER BY kind"
            )
            found.resolved = Counter(dict(map(tuple, kinds)))
        return found

    def attempts(self, key):
        with self.app.store.read() as connection:
            return list(history.attempts(connection, Filter(ids=[key])))

    def log(self):
        return (self.folder / "worker.log").read_text()[-4000:]


@contextmanager
def platforms(folder, faults=0.0):
    """The platforms' process: their address, and their ledger."""
    ledger = folder / "ledger.jsonl"
    command = [sys.executable, "-m", "tests.kills.platforms", str(ledger), str(faults)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip(), ledger
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()
