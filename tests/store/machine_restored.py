"""The same machine with a platform beside it, whose posts no backup that is put back takes away."""

from datetime import timedelta

import hypothesis.strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import insert, select

from campaign.states import State
from campaign.store import copying, queue
from tests.store.machine import NAMES, Queue
from tests.store.world import LEASE, act

#: By these a person lets what they name go out.
LETS_GO = {"approve", "release", "retry", "resolve", "move", "take back"}
#: Attributes that tell of the database, and go back with it.
OF_THE_DATABASE = ("known", "queued", "by_word", "unread")


class Platform:
    """What is out. The first account's server honours keys: the same one again is the same post."""

    def __init__(self):
        #: Each post: its delivery's uid, its key, its text, and when it came.
        self.posts = []

    def take(self, intent, at, *, honours_key):
        """The call arrives. Whether it makes a post that says what one of the same delivery says already."""
        one = intent.claimed
        if honours_key and any(key == intent.key for _, key, _, _ in self.posts):
            return False
        again = self.has(one)
        self.posts.append((uid_of(one), intent.key, one.text, at))
        return again

    def has(self, claimed):
        return any(uid == uid_of(claimed) for uid, *_ in self.posts)

    def shows(self, doubt):
        """Whether a look finds what a doubt says."""
        one = doubt.claimed
        said = [(uid, text) for uid, _, text, at in self.posts if at >= doubt.case.since]
        return (uid_of(one), one.text) in said


def uid_of(claimed):
    """An edit makes another key of it."""
    return claimed.key[:36]


class Restored(Queue):
    """Backups are made and put back at any time, in the midst of anything, and more than once.

    What is always so stays so; and as the platform is handed a post (`go_on`), it is none that it has, unless a person
    said so.
    """

    #: A backup may remember a whole thread as queued of which nobody knows how far it came.
    begun = Queue.begun - {"in_doubt", "published"}

    def __init__(self):
        super().__init__()
        self.platform, self.takes = Platform(), True
        #: What the platform has taken: the attempts by what workers know of them.
        self.taken = set()
        #: The uids of what may go out again: a person has named it, or said that it is not out.
        self.named = set()
        self.backup = None

    # -- the platform

    @rule(takes=st.booleans())
    def take_or_lose(self, takes):
        """Whether what is sent from here on arrives."""
        self.takes = takes

    def go_on(self, intents):
        super().go_on(intents)
        for one in filter(lambda _: self.takes, intents):
            self.taken.add((one.attempt_id, one.claimed.fence))
            honours_key = one.claimed.account_id == self.world.account_id(NAMES[0])
            again = self.platform.take(one, self.world.at, honours_key=honours_key)
            assert not again or uid_of(one.claimed) in self.named, (
                f"{one.claimed.id} went out twice, and nobody said so"
            )
            self.named.discard(uid_of(one.claimed))

    def outcomes(self, intent):
        if (intent.attempt_id, intent.claimed.fence) in self.taken:
            # Sooner or later: a receipt proves it wherever the delivery is by then.
            self.by_word.add(intent.claimed.id)
            return [State.PUBLISHED, State.IN_DOUBT]
        return [State.QUEUED, State.FAILED, State.HELD, State.IN_DOUBT]

    def seen(self, doubt, verdict):
        if verdict == "again" and doubt.claimed.account_id != self.world.account_id(NAMES[0]):
            verdict = "absent"
        if verdict in {"found", "absent"}:
            verdict = "found" if self.platform.shows(doubt) else "absent"
        if verdict == "absent" or (verdict == "again" and not self.platform.shows(doubt)):
            # What went out with other words is not known by these: docs/operating.md says so.
            self.named.add(uid_of(doubt.claimed))
        return verdict

    # -- persons

    def obey(self, connection, verb, key, data):
        ids = super().obey(connection, verb, key, data)
        if verb in LETS_GO:
            self.name(connection, ids)
        return ids

    def resolve_all(self):
        with self.store.read() as connection:
            self.name(connection, [key for key, state in self.states().items() if state is State.IN_DOUBT])
        super().resolve_all()

    def name(self, connection, ids):
        uids = dict(connection.exec_driver_sql("SELECT id, uid FROM deliveries").all())
        self.named |= {uids[key] for key in ids}

    # -- backups

    @rule()
    def back_up(self):
        with self.store.read() as connection:
            # In the order of ids: what a row of the same table points to was there before it.
            in_order = [(table, select(table).order_by(*table.primary_key)) for table in copying.TABLES]
            rows = [(table, connection.execute(found).mappings().all()) for table, found in in_order]
        kept = {name: type(value)(value) for name, value in ((one, getattr(self, one)) for one in OF_THE_DATABASE)}
        self.backup = self.world.at, rows, kept

    @precondition(lambda self: self.backup)
    @rule()
    def restore(self):
        """Once no lease runs; what was due later may have been moved forward, which docs/operating.md tells."""
        self.world.wait(LEASE * 2 + timedelta(minutes=1))
        made_at, rows, kept = self.backup
        with self.store.write() as connection:
            fence = queue.highest_fence(connection)
            copying.clear(connection)
            for table, found in rows:
                if found:
                    connection.execute(insert(table), [dict(row) for row in found])
            queue.doubt_restored(connection, act(self.world.at), made_at, fence)
        for name, value in kept.items():
            setattr(self, name, type(value)(value))
        self.fences = {key: was for key, was in self.fences.items() if key in self.known}
        # Whose number another delivery may get: a restore gives none again.
        self.intents = [one for one in self.intents if one.claimed.id in self.known]
        self.doubts = [one for one in self.doubts if one.claimed.id in self.known]
        self.named = set()

    @rule()
    def let_go_and_send_what_a_backup_remembers_as_waiting_and_let_go_again(self):
        """The same in one stretch, since it needs many steps."""
        sent = (self.let_everything_go, self.begin_to_send_some)
        for step in (self.back_up, *sent, self.restore, *sent):
            step()
            self.all_is_well()

    def begin_to_send_some(self):
        self.begin_to_send(limit=2)
