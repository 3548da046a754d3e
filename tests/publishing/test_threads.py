"""Threads as workers send them: in order, each part once, each answering the one before."""

import pytest

from campaign.desk import deliveries
from campaign.store.values import Selection
from posts.errors import Rejected, Unavailable
from posts.testing import LOST_BUT_PUBLISHED, Outcome, failing
from tests.publishing.desks import desks, first_account, say, wait


@pytest.fixture
def make(tmp_path, database_url):
    yield from desks(tmp_path, database_url)


def texts(parts, account="clinic"):
    return [f"Part {n} of {account}. #RestHelps" for n in range(1, parts + 1)]


def thread(desk, parts, account="clinic"):
    return say(desk, *texts(parts, account), account=account, thread=True)


def states(desk, ids):
    return [one.state.value for one in desk.rows(*ids)]


def test_a_whole_thread_goes_out_in_one_pass_each_part_answering_the_one_before(make):
    desk = make()
    ids = thread(desk, 4)
    desk.publisher.tick()
    assert states(desk, ids) == ["published"] * 4
    assert desk.said() == texts(4)
    answered = [one.reply_to for one in desk.platforms["clinic"].messages]
    assert answered == [None, {"id": "1"}, {"id": "2"}, {"id": "3"}]


def test_where_an_account_may_not_answer_itself_the_parts_stand_alone_in_their_order(make):
    desk = make()
    thread(desk, 3)
    desk.open_platform(first_account(desk)).answers_itself = False
    desk.publisher.tick()
    assert desk.said() == texts(3)
    assert [one.reply_to for one in desk.platforms["clinic"].messages] == [None] * 3


def test_four_workers_keep_the_order_of_threads_whatever_is_tried_again(make):
    names = ("clinic", "doctor", "nurse")
    desk = make(Outcome(), failing(Unavailable), Outcome(), failing(Unavailable), failing(Unavailable), names=names)
    ids = [key for name in names for key in thread(desk, 5, name)]
    workers = [desk.publisher, *(desk.worker(f"w{number}") for number in range(3))]
    for _ in range(10):
        while sum(worker.start() for worker in workers) or any(worker.in_flight for worker in workers):
            for worker in workers:
                worker.settle(worker.collect(wait_s=0.01))
        wait(desk, minutes=1)
    for worker in workers[1:]:
        worker.stop()
    assert states(desk, ids) == ["published"] * 15
    for name in names:
        assert [sent.text for sent, _ in desk.platforms[name].posts] == texts(5, name)


def test_a_worker_that_dies_behind_a_receipt_leaves_a_thread_that_another_ends(make):
    desk = make()
    ids = thread(desk, 3)
    desk.publisher.start()
    desk.publisher.settle(desk.publisher.collect(wait_s=5))  # and is heard of no more
    assert desk.said() == texts(1)
    second = desk.worker("second")
    second.tick()
    second.stop()
    assert states(desk, ids) == ["published"] * 3
    assert desk.said() == texts(3)


def test_a_part_in_doubt_lets_the_rest_wait_until_somebody_knows(make):
    desk = make(Outcome(), LOST_BUT_PUBLISHED)
    ids = thread(desk, 3)
    desk.publisher.tick()
    assert states(desk, ids) == ["published", "in_doubt", "queued"]
    deliveries.resolve_doubt(desk.app, Selection((ids[1],)), "https://fake.example/2")
    desk.publisher.tick()
    assert states(desk, ids) == ["published"] * 3
    assert desk.platforms["clinic"].messages[-1].reply_to is None


def test_a_part_that_is_refused_holds_the_rest_until_it_is_changed_and_tried_again(make):
    desk = make(Outcome(), failing(Rejected))
    ids = thread(desk, 4)
    desk.publisher.tick()
    assert states(desk, ids) == ["published", "failed", "held", "held"]
    deliveries.edit(desk.app, ids[1], "Another second part. #RestHelps")
    deliveries.retry(desk.app, Selection((ids[1],)))
    desk.publisher.tick()
    assert states(desk, ids) == ["published"] * 4
    assert desk.said()[2:] == ["Another second part. #RestHelps", *texts(4)[2:]]
