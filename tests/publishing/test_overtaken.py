"""A worker whose claim comes too late, since another spoke for one of its accounts meanwhile, takes all of it back."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest

from campaign.states import State
from tests.publishing.virtual import Virtual

HOUR = timedelta(hours=1)


@pytest.fixture
def virtual(store):
    if store.is_sqlite:
        pytest.skip("SQLite's writers take turns")
    return Virtual(store, names=("clinic", "doctor"))


def overtaken(virtual, threads=4):
    """A worker that another overtakes while it claims for the clinic: with an earlier post that comes meanwhile."""

    def open_platform(account):
        if account.name == "clinic" and account.name not in virtual.platforms:
            Virtual.open_platform(virtual, account)
            virtual.new(account="clinic", due=virtual.at - 2 * HOUR)
            assert other.start() == 1
        return Virtual.open_platform(virtual, account)

    other = virtual.worker("quicker")
    slower = virtual.worker("slower", threads)
    slower.open_platform = open_platform
    return slower, other


def test_what_it_claimed_beside_that_goes_out_at_once_and_the_later_post_after_the_earlier(virtual):
    later, others = virtual.new(account="clinic", due=virtual.at - HOUR)[0], virtual.new(account="doctor")[0]
    slower, other = overtaken(virtual)
    assert slower.start() == 1, "the doctor's: the clinic is spoken for"
    assert virtual.state(later) is State.QUEUED
    assert [one.delivery for one in slower.settle(slower.collect(wait_s=5))] == [others]
    assert slower.start() == 0
    other.work()
    slower.work()
    assert_each_is_out_once(virtual)
    for one in (slower, other):
        one.stop()


def test_what_it_was_to_settle_is_settled(virtual):
    later, settled = virtual.new(account="clinic")[0], virtual.new(account="doctor", due=virtual.at - HOUR)[0]
    slower, other = overtaken(virtual, threads=1)
    assert slower.start() == 1
    assert [one.delivery for one in slower.settle(slower.collect(wait_s=5))] == [settled]
    assert (slower.in_flight, virtual.state(settled), virtual.state(later)) == (0, State.PUBLISHED, State.QUEUED)
    other.work()
    slower.work()
    assert_each_is_out_once(virtual)
    for one in (slower, other):
        one.stop()


def test_while_many_queue_earlier_posts_and_four_workers_claim_no_account_speaks_with_two_voices(store, database_url):
    names = tuple(f"a{number}" for number in range(6))
    virtual = Speaking(store, names=names)
    virtual.new()

    def queue_earlier_posts(number):
        chance = Random(number)
        for _ in range(60):
            virtual.new(account=chance.choice(names), due=virtual.at - timedelta(seconds=chance.randrange(100_000)))

    with ThreadPoolExecutor(3) as persons:
        queueing = [persons.submit(queue_earlier_posts, number) for number in range(3)]
        while not all(one.done() for one in queueing):
            virtual.work_at_once(4, database_url)
        for one in queueing:
            one.result()
    virtual.work_at_once(1, database_url)
    assert virtual.counts() == {State.PUBLISHED: 1 + 3 * 60}
    assert virtual.most_at_once == 1


class Speaking(Virtual):
    """Counts how many calls an account has on their way at once."""

    def __post_init__(self):
        super().__post_init__()
        self.now_speaking, self.most_at_once, self.lock = Counter(), 0, threading.Lock()

    def open_platform(self, account):
        with self.lock:
            is_new = account.name not in self.platforms
            platform = super().open_platform(account)
            if is_new:
                platform.publish = self.counted(account.name, platform.publish)
        return platform

    def counted(self, name, publish):
        def take_a_while(message):
            with self.lock:
                self.now_speaking[name] += 1
                self.most_at_once = max(self.most_at_once, self.now_speaking[name])
            time.sleep(0.004)
            try:
                return publish(message)
            finally:
                with self.lock:
                    self.now_speaking[name] -= 1

        return take_a_while


def assert_each_is_out_once(virtual):
    assert virtual.counts() == {State.PUBLISHED: 3}
    assert virtual.raw("SELECT count(*), count(DISTINCT delivery_id) FROM attempts") == [(3, 3)]
    sent = virtual.raw(
        f"SELECT d.scheduled_for FROM attempts a JOIN deliveries d ON d.id = a.delivery_id "
        f"WHERE a.account_id = {virtual.account_id('clinic')} ORDER BY a.id"
    )
    assert sent == sorted(sent), "an account keeps its order"
