"""The queue as a machine: what workers, persons and crashes do, in any order, and what is true after each step."""

from datetime import timedelta

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from campaign.errors import StateError
from campaign.reasons import Reason
from campaign.states import FROZEN, TRANSITIONS, State
from campaign.store import accounts, campaigns, queue
from campaign.store.database import Store
from campaign.store.queue import NewTime
from campaign.store.values import Delay, Selection
from posts.platforms.base import Receipt
from tests.store.world import A_REASON, LEASE, World, act, settled

NAMES = ("clinic", "doctor")


STOPPED = {"failed", "missed", "held", "cancelled"}


VERDICTS = ["found", "absent", "later", "leave", "again"]


OUTCOMES = [State.PUBLISHED, State.QUEUED, State.FAILED, State.IN_DOUBT, State.HELD]


class Queue(RuleBasedStateMachine):
    """Two accounts, one campaign, two workers, and persons who want everything at any time."""

    url = None
    #: In these no part of a thread is before the one that it answers is out.
    begun = frozenset({"claimed", "sending", "published", "in_doubt", "failed"})

    def __init__(self):
        super().__init__()
        self.store = Store(self.url)
        self.world = World(self.store, names=NAMES)
        self.known = {}
        self.fences = {}
        #: What workers remember: claims they took and intents they may have sent. A crash forgets some of it.
        self.intents, self.doubts = [], []
        self.leases = {}
        self.queued = 0
        self.by_word = set()
        #: Whose text was changed, and nobody who may let it go has had it before them since.
        self.unread = set()
        for name in NAMES:
            self.queued += len(self.world.new(3, account=name))

    def teardown(self):
        self.store.close()

    # -- workers

    @rule(
        count=st.integers(1, 3),
        state=st.sampled_from([State.PROPOSED, State.QUEUED]),
        name=st.sampled_from(NAMES),
        delay=st.sampled_from([-60, 0, 60]),
    )
    def enqueue(self, count, state, name, delay):
        due = self.world.at + timedelta(seconds=delay)
        self.queued += len(self.world.new(count, state=state, account=name, due=due, step=timedelta(seconds=20)))

    @rule(parts=st.integers(2, 4), state=st.sampled_from([State.PROPOSED, State.QUEUED]), name=st.sampled_from(NAMES))
    def enqueue_thread(self, parts, state, name):
        self.queued += len(self.world.thread(parts, state=state, account=name))

    @rule(limit=st.integers(1, 3))
    def claim(self, limit):
        """And nothing more: the worker dies before it has written anything."""
        was = self.states()
        found = self.world.claim(limit)
        assert all(was[one.id] is State.QUEUED for one in found), "only what is queued is claimed"
        assert len({one.account_id for one in found}) == len(found)
        assert self.states() == was, "what is claimed and not being sent is seen by nobody"

    @precondition(lambda self: self.intents)
    @rule(data=st.data())
    def settle(self, data):
        some = data.draw(
            st.lists(st.sampled_from(self.intents), min_size=1, max_size=3, unique_by=lambda one: one.attempt_id)
        )
        ends = [
            settled(
                one,
                data.draw(st.sampled_from(self.outcomes(one))),
                self.world.at,
                due_at=self.world.at,
                spends=data.draw(st.booleans()),
            )
            for one in some
        ]
        self.world.settle(*ends)
        self.intents = [one for one in self.intents if one not in some]

    @rule(limit=st.integers(1, 3), seconds=st.sampled_from([None, 0, 30]))
    def hold_or_put_off(self, limit, seconds):
        with self.store.write() as connection:
            claims = queue.claim_due(connection, self.world.at, limit)
            if seconds is None:
                for one in claims:
                    queue.hold_claim(connection, one, A_REASON)
            else:
                until = self.world.at + timedelta(seconds=seconds)
                queue.put_off(connection, [Delay(one, until, A_REASON) for one in claims])

    def outcomes(self, intent):
        """How an attempt may end."""
        return OUTCOMES

    @precondition(lambda self: self.intents)
    @rule()
    def crash(self):
        """The worker dies: its looks and the calls that it had begun are forgotten."""
        self.intents, self.doubts = [], []

    @rule(seconds=st.sampled_from([1, 30, 91, 200]))
    def wait(self, seconds):
        self.world.wait(timedelta(seconds=seconds))

    @precondition(lambda self: self.has(State.SENDING))
    @rule()
    def rescue(self):
        was = self.states()
        back, doubted = self.world.rescue()
        assert back == [], "what is claimed and not yet sending is seen by nobody"
        assert {was[key] for key in doubted} <= {State.SENDING}
        assert all(self.leases[key] < self.world.at for key in back + doubted), "a lease stands until its end"

    @precondition(lambda self: self.has(State.IN_DOUBT))
    @rule(limit=st.integers(1, 3))
    def take_doubts(self, limit):
        was = self.states()
        with self.store.write() as connection:
            found = queue.take_doubts(connection, self.world.at, limit, "w1", self.world.at + LEASE)
        assert {was[one.claimed.id] for one in found} <= {State.IN_DOUBT}
        self.doubts += found

    @precondition(lambda self: self.doubts)
    @rule(data=st.data(), verdict=st.sampled_from(VERDICTS))
    def resolve_a_doubt(self, data, verdict):
        one, now = data.draw(st.sampled_from(self.doubts)), act(self.world.at)
        verdict = self.seen(one, verdict)
        with self.store.write() as connection:
            match verdict:
                case "found":
                    receipt = Receipt(f"found {one.claimed.id}", None, self.world.at)
                    self.by_word |= {one.claimed.id} if queue.found(connection, one, receipt, now) else set()
                case "absent":
                    queue.proven_absent(connection, one, A_REASON, now)
                case "later":
                    queue.look_later(connection, one, self.world.at, looked=True)
                case "leave":
                    queue.leave_to_a_person(connection, one, Reason("duplicate_unseen", {"platform": "feed"}), now)
                case "again":
                    key = one.key or one.claimed.key
                    again = queue.send_again(connection, one, key, self.world.at, self.world.at + LEASE, "w1")
                    self.go_on([again] if again else [])

    def seen(self, doubt, verdict):
        """What a look comes to."""
        return verdict

    # -- longer stretches of the same, since the rarest ways need many steps

    @precondition(lambda self: self.has(State.QUEUED))
    @rule(limit=st.integers(1, 3), worker=st.sampled_from(["w1", "w2"]))
    def begin_to_send(self, limit, worker="w1"):
        self.go_on(self.world.begin(limit, worker=worker))

    def go_on(self, intents):
        self.intents += intents
        self.lease(one.claimed.id for one in intents)

    def lease(self, keys):
        self.leases |= dict.fromkeys(keys, self.world.at + LEASE)

    @precondition(lambda self: self.intents)
    @rule()
    def outlive_the_lease(self):
        """A worker was slow, not dead: its outcomes come later than its rescue."""
        self.world.wait(timedelta(seconds=91))
        self.world.rescue()

    @precondition(lambda self: self.has(State.IN_DOUBT))
    @rule()
    def resolve_all(self):
        with self.store.write() as connection:
            queue.resolve(connection, self.all(), act(self.world.at), None)

    @precondition(lambda self: self.intents)
    @rule(data=st.data())
    def send_again_and_hear_from_both(self, data):
        """A person has what is in doubt sent again, and then the first answer comes, or the second, or both."""
        for step in (self.outlive_the_lease, self.resolve_all, self.let_everything_go):
            step()
            self.all_is_well()
        for _ in range(4):  # what waits longer goes first
            self.begin_to_send(limit=2)
            self.all_is_well()
        self.settle(data=data)

    # -- persons

    @precondition(lambda self: self.queued)
    @rule(
        data=st.data(),
        verb=st.sampled_from(
            ["approve", "propose", "hold", "release", "cancel", "take back", "retry", "resolve", "move", "edit"]
        ),
    )
    def order(self, data, verb):
        """One delivery by its id; a refusal is as good an answer, but it changes nothing."""
        key = data.draw(st.sampled_from(sorted(self.states())))
        before = self.text_and_time(key)
        was = self.states()[key]
        try:
            with self.store.write() as connection:
                self.obey(connection, verb, key, data)
        except StateError:
            assert self.states()[key] is was
            assert self.text_and_time(key) == before
        else:
            assert was not in FROZEN or verb == "resolve", "the text is frozen while it may be on its way"

    def obey(self, connection, verb, key, data):
        """Does it; the ids of what the word was for."""
        # Of a thread, all that hangs together is meant, or only this part.
        one, now = Selection((key,), alone=data.draw(st.booleans())), act(self.world.at)
        match verb:
            case "hold":
                return queue.hold(connection, one, now, A_REASON)
            case "resolve":
                url = data.draw(st.sampled_from([None, "https://example.org/1"]))
                self.by_word |= {key} if url else set()
                return queue.resolve(connection, one, now, url)
            case "move":
                at = self.world.at + timedelta(seconds=data.draw(st.integers(-60, 60)))
                return queue.move(connection, {key: NewTime(at, "2026-12-01T09:00", "UTC")}, now)
            case "take back":
                return queue.take_back(connection, [key], now, approved=data.draw(st.booleans()))
            case "edit":
                queue.edit(connection, key, f"Edited {self.world.at:%s}. #rest", 13, now)
                self.unread.add(key)
                return [key]
            case _:
                moved = getattr(queue, verb)(connection, one, now)
                self.unread -= set(moved) if verb in {"approve", "release", "retry"} else set()
                return moved

    @precondition(lambda self: self.has(State.CANCELLED))
    @rule(data=st.data(), approved=st.booleans())
    def take_some_back(self, data, approved):
        """Several at once, in whatever order; of a thread that has gone on without them none."""
        gone = sorted(key for key, state in self.states().items() if state is State.CANCELLED)
        some = data.draw(st.lists(st.sampled_from(gone), min_size=1, max_size=4, unique=True))
        was = self.states()
        try:
            with self.store.write() as connection:
                queue.take_back(connection, some, act(self.world.at), approved=approved)
        except StateError:
            assert self.states() == was

    @rule(what=st.sampled_from(["campaign", "account", "login", "deliveries", "late"]), name=st.sampled_from(NAMES))
    def stop(self, what, name):
        """A campaign or an account is paused, a login is refused, all that waits is held, or some is too late."""
        now = act(self.world.at)
        with self.store.write() as connection:
            match what:
                case "campaign":
                    campaigns.set_campaign_state(connection, self.world.campaign, "paused", now)
                case "account":
                    accounts.set_account_state(connection, name, "paused", now)
                case "login":
                    queue.hold_account(connection, self.world.account_id(name), A_REASON, now)
                case "late":
                    queue.miss(connection, sorted(self.known)[:2], now)
                case "deliveries":
                    queue.hold(connection, self.all(), now, A_REASON)

    @precondition(lambda self: self.has(State.HELD, State.PROPOSED, State.MISSED, State.FAILED))
    @rule()
    def let_everything_go(self):
        now = act(self.world.at)
        for verb in (queue.approve, queue.release, queue.retry):
            with self.store.write() as connection:
                self.unread -= set(verb(connection, self.all(), now))
        with self.store.write() as connection:
            campaigns.set_campaign_state(connection, self.world.campaign, "active", now)
            for name in NAMES:
                accounts.set_account_state(connection, name, "active", now)

    def has(self, *states):
        return any(state in states for state in self.known.values())

    def all(self):
        return Selection(campaign_id=self.world.campaign.id)

    # -- what is always so

    @invariant()
    def all_is_well(self):
        with self.store.read() as connection:
            rows = connection.exec_driver_sql("SELECT id, state, fence, attempts, revision FROM deliveries").all()
            statement = "SELECT delivery_id, number, outcome, key FROM attempts ORDER BY delivery_id, number"
            tries = connection.exec_driver_sql(statement).all()
        now = {row.id: State(row.state) for row in rows}
        self.check_that_all_went_a_way_of_the_table(now)
        self.check_that_no_fence_goes_back({row.id: row.fence for row in rows})
        self.check_attempts(rows, tries)
        published = {key for key, state in now.items() if state is State.PUBLISHED}
        proven = {row.delivery_id for row in tries if row.outcome == "published"}
        assert published <= proven | self.by_word, "what is published has a receipt or a person's word"

    @invariant()
    def no_text_goes_out_that_was_changed_since_somebody_let_it_go(self):
        on_its_way = {key for key, state in self.states().items() if state in {State.QUEUED, State.SENDING}}
        assert not self.unread & on_its_way

    @invariant()
    def who_is_first_in_each_line_is_written_down(self):
        waits = (
            "SELECT account_id, scheduled_for, deliveries.id, due_at FROM deliveries"
            " JOIN campaigns ON campaigns.id = campaign_id AND campaigns.state = 'active'"
            " WHERE deliveries.state = 'queued' AND due_at IS NOT NULL"
        )
        first = {account: (None, None) for account, *_ in self.world.raw("SELECT id, name FROM accounts")}
        for account, _, key, due_at in sorted(self.world.raw(waits), reverse=True):
            first[account] = (key, due_at)
        heads = self.world.raw("SELECT account_id, delivery_id, due_at FROM heads")
        assert {account: tuple(head) for account, *head in heads} == first

    @invariant()
    def no_part_overtakes_another_and_none_is_forgotten(self):
        statement = (
            "SELECT part.id, part.state, part.due_at, before.state FROM deliveries AS part"
            " JOIN deliveries AS before ON before.id = part.parent_id"
        )
        for key, state, due_at, before in self.world.raw(statement):
            if state in self.begun:
                assert before == "published", f"part {key} is {state} before its turn"
            if state == "queued" and before == "published":
                assert due_at is not None, f"nobody would ever send part {key}"
            if state == "queued" and before != "published":
                assert due_at is None, f"part {key} would go out before its turn"
                assert before not in STOPPED, f"part {key} would wait for ever"

    @invariant()
    def each_part_of_a_thread_answers_the_one_before_it(self):
        statement = (
            "SELECT thread_id, id, parent_id FROM deliveries WHERE thread_id IS NOT NULL AND state != 'cancelled'"
        )
        threads = {}
        for thread, key, parent in sorted(self.world.raw(statement)):
            assert parent == threads.get(thread), f"part {key} answers {parent}"
            threads[thread] = key

    def check_that_all_went_a_way_of_the_table(self, now):
        self.check_that_no_account_speaks_with_two_voices()
        assert len(now) == self.queued, "nothing is lost, and nothing comes twice"
        for key, state in now.items():
            was = self.known.get(key)
            assert was in {None, state} or (was, state) in TRANSITIONS, f"{was} → {state}"
        self.known = now

    def check_that_no_account_speaks_with_two_voices(self):
        on_their_way = "SELECT account_id FROM deliveries WHERE state IN ('claimed', 'sending')"
        speaking = [owner for (owner,) in self.world.raw(on_their_way)]
        in_hand = "SELECT count(*) FROM deliveries WHERE claimed_by IS NOT NULL AND state NOT IN ('claimed', 'sending', 'in_doubt')"
        assert self.world.raw(in_hand) == [(0,)], "who is done with a delivery lets go of it"
        assert len(speaking) == len(set(speaking)), "an account's posts go out one after the other"

    def check_that_no_fence_goes_back(self, now):
        assert all(now[key] >= was for key, was in self.fences.items())
        self.fences = now

    def check_attempts(self, rows, tries):
        opened = [row.delivery_id for row in tries if row.outcome is None]
        sending = [row.id for row in rows if row.state == "sending"]
        assert sorted(opened) == sorted(sending), "an attempt is open while its delivery is being sent, and only then"
        for row in rows:
            mine = [one for one in tries if one.delivery_id == row.id]
            assert [one.number for one in mine] == list(range(1, row.attempts + 1)), "counted without a gap"
            assert row.revision or len({one.key for one in mine}) < 2, "the same promise has the same key"

    @invariant()
    def the_states_add_up(self):
        assert sum(self.world.counts().values()) == self.queued

    def states(self):
        return {key: State(state) for key, state in self.world.raw("SELECT id, state FROM deliveries")}

    def text_and_time(self, key):
        row = self.world.row(key)
        return row.text, row.scheduled_for, row.due_at
