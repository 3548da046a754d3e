"""One pass of publishing: each answer of a platform, and what becomes of the delivery."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat

import pytest
from sqlalchemy import update

from campaign import app as composing
from campaign.clock import Clock
from campaign.desk import accounts, looking
from campaign.desk.campaigns import Wish, new
from campaign.doubt import SOON
from campaign.errors import StoreError
from campaign.publishing.publisher import LEASE, Publisher
from campaign.states import State
from campaign.store import campaigns as campaign_rows
from campaign.store import history, queue
from campaign.store.history import Filter
from campaign.store.models import Delivery
from campaign.store.values import NewDelivery, NewPost
from posts.errors import AnswerLost, Duplicate, RateLimited, Rejected, Unauthorized, Unavailable
from posts.platforms.base import Login
from posts.testing import LOST, LOST_BUT_PUBLISHED, FakePlatform, Outcome, failing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Desk:
    """An installation whose clock stands still until it is moved, with one fake platform for each account."""

    def __init__(self, app, outcomes):
        self.now, self.boot = NOW, 1000.0
        self.app = replace(app, clock=Clock(now=lambda: self.now, boottime=lambda: self.boot))
        self.outcomes = outcomes
        self.platforms = {}
        self.publisher = self.worker("first")

    def worker(self, name, threads=4):
        return Publisher(
            store=self.app.store,
            clock=self.app.clock,
            open_platform=self.open_platform,
            seal=lambda secrets: repr(secrets).encode(),
            jitter=lambda: 0.5,
            threads=threads,
            name=name,
        )

    def open_platform(self, account):
        if account.name not in self.platforms:
            login = Login(account.name, None, self.app.clock.now)
            self.platforms[account.name] = FakePlatform(login, outcomes=self.outcomes)
        return self.platforms[account.name]

    def account(self, name):
        accounts.add(self.app, accounts.Wish(name, "feed"))

    def queue(self, *times, account="clinic"):
        with self.app.store.write() as connection:
            found = campaign_rows.campaign(connection, "rest")
            owner = next(one.account.id for one in found.speakers if one.account.name == account)
            rows = [
                NewDelivery(
                    post=number,
                    account_id=owner,
                    text=f"Rest helps, {account} says for the {number + 1}. time. #RestHelps",
                    length=50,
                    link=None,
                    language="en",
                    scheduled_for=at,
                    wall=at.isoformat(),
                    zone="UTC",
                    state=State.QUEUED,
                )
                for number, at in enumerate(times)
            ]
            posts = [NewPost(number + 1, row.text) for number, row in enumerate(rows)]
            return queue.enqueue(connection, found.id, None, posts, rows)

    def rows(self, *ids):
        with self.app.store.read() as connection:
            return history.deliveries(connection, Filter(ids=ids))

    def attempts(self):
        return looking.attempts(self.app, Filter())

    def said(self, account="clinic"):
        return [message.text for message in self.platforms[account].messages]


@pytest.fixture
def make(tmp_path):
    (tmp_path / "config.toml").write_text("")
    app, _ = composing.init(tmp_path / "config.toml", None)
    made = []

    def build(*outcomes, names=("clinic",)):
        desk = Desk(app, outcomes)
        for name in names:
            desk.account(name)
        new(
            desk.app,
            "rest",
            Wish(hashtags=["#RestHelps"], accounts=names, times=["daily 09:00"], late="post", gap="0s"),
        )
        made.append(desk)
        return desk

    yield build
    for desk in made:
        desk.publisher.stop()
    app.close()


def test_what_is_due_goes_out_once_with_its_receipt(make):
    desk = make()
    desk.queue(NOW, NOW + timedelta(hours=1))
    [settled] = desk.publisher.tick()
    first, second = desk.rows()
    assert (first.state, first.remote_url, first.published_at) == (State.PUBLISHED, "https://fake.example/1", NOW)
    assert second.state is State.QUEUED
    assert desk.publisher.tick() == []
    assert len(desk.said()) == 1
    [attempt] = desk.attempts()
    assert (attempt.outcome, attempt.number, attempt.delivery) == (State.PUBLISHED, 1, first.id)
    assert settled.remote_id == "1"


def test_an_accounts_posts_go_out_in_their_order(make):
    desk = make(*[Outcome(delay_s=0.02)] * 3)
    desk.queue(*(NOW - timedelta(minutes=number) for number in range(5)))
    desk.publisher.tick()
    texts = [one.text for one in desk.rows()]
    assert desk.said() == texts


def test_accounts_do_not_wait_for_each_other(make):
    desk = make(names=("clinic", "other"))
    desk.platforms = {}
    desk.queue(NOW, NOW, account="clinic")
    desk.queue(NOW, NOW, account="other")
    assert desk.publisher.start() == 2
    assert desk.publisher.in_flight == 2


ANSWERS = [
    (failing(Unavailable), State.QUEUED, NOW + timedelta(seconds=15)),
    (failing(Rejected), State.FAILED, NOW),
    (LOST, State.IN_DOUBT, NOW + SOON),
    (LOST_BUT_PUBLISHED, State.IN_DOUBT, NOW + SOON),
    (Outcome(KeyError("a stranger's"), published=True), State.IN_DOUBT, NOW + SOON),
    (failing(RateLimited), State.QUEUED, NOW + timedelta(minutes=5)),
    (failing(Unauthorized), State.HELD, NOW),
    (failing(Duplicate), State.FAILED, NOW),
]


@pytest.mark.parametrize(("outcome", "state", "due"), ANSWERS)
def test_each_answer_leads_where_its_class_says(make, outcome, state, due):
    desk = make(outcome)
    [key] = desk.queue(NOW)
    desk.publisher.tick()
    [row] = desk.rows(key)
    assert (row.state, row.due_at) == (state, due)
    assert row.reason is not None
    assert len(desk.said()) == 1
    [attempt] = desk.attempts()
    assert attempt.outcome is state


def test_what_was_not_accepted_goes_out_later_by_itself(make):
    desk = make(failing(Unavailable), failing(Unavailable))
    [key] = desk.queue(NOW)
    desk.publisher.tick()
    desk.now += timedelta(seconds=14)
    assert desk.publisher.tick() == []
    desk.now += timedelta(seconds=2)
    desk.publisher.tick()
    desk.now += timedelta(minutes=1)
    desk.publisher.tick()
    [row] = desk.rows(key)
    assert row.state is State.PUBLISHED
    assert row.scheduled_for == NOW
    assert [one.number for one in desk.attempts()] == [1, 2, 3]
    assert len({message.key for message in desk.platforms["clinic"].messages}) == 1


def test_a_platform_that_never_comes_back_ends_in_failure(make):
    desk = make(*[failing(Unavailable)] * 100)
    [key] = desk.queue(NOW)
    for _ in range(200):
        desk.publisher.tick()
        desk.now += timedelta(minutes=5)
    [row] = desk.rows(key)
    assert row.state is State.FAILED
    assert row.reason.code == "no_attempts_left"
    assert len(desk.said()) <= 12


def test_a_rate_limit_burns_no_attempt(make):
    until = NOW + timedelta(minutes=15)
    limited = Outcome(RateLimited("Slow down.", platform="fake", until=until), published=False)
    desk = make(*[limited] * 20)
    [key] = desk.queue(NOW)
    for _ in range(20):
        desk.publisher.tick()
        desk.now = max(desk.now, until)
        until += timedelta(minutes=15)
        desk.now += timedelta(minutes=20)
    desk.publisher.tick()
    assert desk.rows(key)[0].state is State.PUBLISHED


def test_a_refused_login_holds_the_account_once_and_not_a_thousand_posts_one_by_one(make):
    desk = make(*[failing(Unauthorized)] * 50)
    ids = desk.queue(*[NOW] * 20)
    desk.publisher.tick()
    assert len(desk.said()) == 1
    assert {one.state for one in desk.rows(*ids)} == {State.HELD}
    [account] = accounts.listed(desk.app)
    assert (account.state, account.reason.code) == ("held", "unauthorized")
    assert account.reason.values["account"] == account.name


def test_a_login_that_can_be_renewed_is_renewed_and_the_post_goes_out(make):
    desk = make(failing(Unauthorized))
    [key] = desk.queue(NOW)
    platform = desk.open_platform(accounts.listed(desk.app)[0])
    platform.refresh = lambda: {"token": "new"}
    desk.publisher.tick()
    assert desk.rows(key)[0].state is State.PUBLISHED
    assert b"new" in accounts.listed(desk.app)[0].secrets


def test_a_worker_that_died_between_claim_and_intent_has_sent_nothing_and_keeps_nobody_waiting(make):
    desk = make()
    [key] = desk.queue(NOW)
    with desk.app.store.write() as connection:
        assert queue.claim_due(connection, NOW, 5)
    desk.publisher.tick()
    assert desk.rows(key)[0].state is State.PUBLISHED
    assert len(desk.said()) == 1


def test_what_a_hand_from_outside_has_put_into_the_queue_is_found_by_a_sweep(make):
    desk = make()
    [key] = desk.queue(NOW + timedelta(days=1))
    with desk.app.store.write() as connection:
        connection.execute(update(Delivery).values(scheduled_for=NOW, due_at=NOW))
    desk.publisher.work()
    assert desk.rows(key)[0].state is State.QUEUED
    desk.publisher.tick()
    assert desk.rows(key)[0].state is State.PUBLISHED


def test_a_worker_that_died_while_sending_leaves_a_doubt(make):
    desk = make()
    [key] = desk.queue(NOW)
    with desk.app.store.write() as connection:
        claims = queue.claim_due(connection, NOW, 5)
        queue.intend(connection, [(one, one.key) for one in claims], NOW, NOW + LEASE, "dead")
    desk.now += LEASE + timedelta(seconds=1)
    assert desk.publisher.sweep() == 1
    [row] = desk.rows(key)
    assert (row.state, row.reason.code) == (State.IN_DOUBT, "worker_died")
    assert desk.platforms == {}
    [attempt] = desk.attempts()
    assert attempt.outcome is State.IN_DOUBT


def test_a_worker_that_slept_past_its_deadline_does_not_send(make):
    desk = make()
    [key] = desk.queue(NOW)
    boots = chain([1000.0], repeat(1000.0 + LEASE.total_seconds()))
    clock = Clock(now=lambda: desk.now, boottime=lambda: next(boots))
    desk.publisher = replace(desk.publisher, clock=clock)
    desk.publisher.start()
    [settled] = desk.publisher.settle(desk.publisher.collect(wait_s=5))
    assert settled.reason.code == "not_sent"
    assert desk.rows(key)[0].state is State.QUEUED
    assert desk.said() == []


def test_a_receipt_that_comes_after_the_rescue_still_proves_the_post(make):
    desk = make(Outcome(delay_s=0.3))
    [key] = desk.queue(NOW)
    desk.publisher.start()
    desk.now += LEASE + timedelta(seconds=1)
    desk.worker("second").sweep()
    assert desk.rows(key)[0].state is State.IN_DOUBT
    desk.publisher.settle(desk.publisher.collect(wait_s=5))
    assert desk.rows(key)[0].state is State.PUBLISHED


def test_two_workers_send_each_post_once(make):
    desk = make(names=("clinic", "other"))
    desk.queue(*[NOW] * 10, account="clinic")
    desk.queue(*[NOW] * 10, account="other")
    second = desk.worker("second")
    while desk.publisher.start() + second.start() or desk.publisher.in_flight or second.in_flight:
        for worker in (desk.publisher, second):
            worker.settle(worker.collect(wait_s=0.05))
    second.stop()
    for name in ("clinic", "other"):
        assert sorted(desk.said(name)) == sorted(set(desk.said(name)))
        assert len(desk.said(name)) == 10


def test_a_claim_that_fails_beside_an_answer_loses_neither(make, monkeypatch):
    """The answer is written down by itself then, and what was claimed goes out later."""
    desk = make()
    desk.queue(NOW - timedelta(minutes=1), NOW)
    worker = desk.worker("lone", threads=1)
    assert worker.start() == 1

    def broken(*_):
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(queue, "intend", broken)
        with pytest.raises(StoreError):
            worker.settle(worker.collect(wait_s=5))
    assert [one.state for one in desk.rows()] == [State.SENDING, State.QUEUED]
    [settled] = worker.settle([])
    assert settled.to is State.PUBLISHED
    assert [one.state for one in desk.rows()] == [State.PUBLISHED, State.QUEUED]
    worker.work()
    worker.stop()
    assert [one.outcome for one in desk.attempts()] == [State.PUBLISHED] * 2
    assert len(set(desk.said())) == 2


def test_an_account_that_cannot_be_opened_holds_what_was_claimed_for_it(make):
    desk = make()
    [key] = desk.queue(NOW)

    def broken(account):
        raise Rejected("No such thing.", platform="fake")

    desk.publisher.open_platform = broken
    desk.publisher.tick()
    [row] = desk.rows(key)
    assert (row.state, row.reason.code) == (State.HELD, "account_unusable")
    assert desk.attempts() == []


def test_an_edit_after_a_failure_goes_out_under_another_key(make):
    from campaign.desk import deliveries
    from campaign.store.values import Selection

    desk = make(failing(Rejected))
    [key] = desk.queue(NOW)
    desk.publisher.tick()
    deliveries.edit(desk.app, key, "Rest is best. #RestHelps")
    deliveries.retry(desk.app, Selection(ids=(key,)))
    desk.publisher.tick()
    first, second = desk.platforms["clinic"].messages
    assert first.key != second.key
    assert second.text == "Rest is best. #RestHelps"


def test_the_answers_of_the_table_are_all_the_classes_there_are():
    told = {type(outcome.error) for outcome, _, _ in ANSWERS}
    assert told >= {Unavailable, Rejected, AnswerLost, RateLimited, Unauthorized, Duplicate}


def test_a_login_that_is_refused_again_after_its_renewal_holds_the_account(make):
    desk = make(*[failing(Unauthorized)] * 50)
    [key] = desk.queue(NOW)
    platform = desk.open_platform(accounts.listed(desk.app)[0])
    platform.refresh = lambda: {"token": "new"}
    desk.publisher.tick()
    assert len(desk.said()) == 2
    assert desk.rows(key)[0].state is State.HELD


def test_what_is_too_late_is_not_sent_by_a_pass_that_did_not_sweep(make):
    from campaign.desk import campaigns

    desk = make()
    campaigns.change(desk.app, "rest", Wish(late="skip", grace="1h"))
    [key] = desk.queue(NOW - timedelta(hours=2))
    desk.publisher.start()
    assert desk.rows(key)[0].state is State.MISSED
    assert desk.platforms == {}
