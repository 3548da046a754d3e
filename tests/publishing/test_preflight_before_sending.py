"""What a worker looks at before it sends: what cannot go out well is held, with its reason, and never sent."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from campaign.desk import deliveries
from campaign.publishing.links import gone_link
from campaign.states import State
from campaign.store.values import Selection
from posts.errors import Unavailable
from posts.measure import LIMITS
from posts.testing import LOST_BUT_PUBLISHED, failing
from posts.wire import Guard, Session
from tests.publishing.desks import campaign, desks, first_account, say, wait
from tests.wire.loopback import Told, hang_up, serving

REST = "Rest helps. #RestHelps"
WEEK = timedelta(days=7)


@pytest.fixture
def make(tmp_path, database_url):
    yield from desks(tmp_path, database_url)


@pytest.fixture
def desk(make):
    found = make()
    found.publisher.repeat = WEEK
    return found


def state(desk, key):
    [row] = desk.rows(key)
    return row.state, row.reason.code if row.reason else None


def test_what_the_account_has_said_is_held_until_a_person_releases_it(desk):
    first, again = say(desk, REST), say(desk, REST)
    desk.publisher.tick()
    assert state(desk, first[0]) == (State.PUBLISHED, None)
    assert state(desk, again[0]) == (State.HELD, "said_before")
    assert desk.rows(again[0])[0].reason.values["delivery"] == str(first[0])
    assert desk.said() == [REST]
    deliveries.release(desk.app, Selection(tuple(again)))
    desk.publisher.tick()
    assert state(desk, again[0])[0] is State.PUBLISHED
    assert desk.said() == [REST, REST]


@pytest.mark.parametrize(("days", "times"), [(6, 1), (8, 2)])
def test_the_same_may_be_said_again_after_a_while(desk, days, times):
    say(desk, REST)
    desk.publisher.tick()
    wait(desk, days=days)
    say(desk, REST, at=desk.now)
    desk.publisher.tick()
    assert desk.said() == [REST] * times


def test_what_may_be_out_counts_as_said(make):
    desk = make(LOST_BUT_PUBLISHED)
    desk.publisher.repeat = WEEK
    first, again = say(desk, REST), say(desk, REST)
    desk.publisher.tick()
    assert state(desk, first[0])[0] is State.IN_DOUBT
    assert state(desk, again[0]) == (State.HELD, "said_before")
    assert desk.said() == [REST]


def test_a_deliverys_own_attempts_do_not_count(make):
    desk = make(failing(Unavailable), failing(Unavailable), LOST_BUT_PUBLISHED)
    desk.publisher.repeat = WEEK
    [key] = say(desk, REST)
    for _ in range(3):
        desk.publisher.tick()
        wait(desk, minutes=2)
    deliveries.resolve_doubt(desk.app, Selection((key,)), None)
    wait(desk, minutes=31)  # it is late by now, so it keeps the campaign's gap from what may be out
    desk.publisher.tick()
    assert state(desk, key)[0] is State.PUBLISHED
    assert desk.said() == [REST] * 4


def test_another_letter_or_another_account_is_nothing_twice(make):
    desk = make(names=("clinic", "doctor"))
    desk.publisher.repeat = WEEK
    say(desk, REST, "Rest helps! #RestHelps")
    say(desk, REST, account="doctor")
    desk.publisher.tick()
    assert desk.said("clinic") == [REST, "Rest helps! #RestHelps"]
    assert desk.said("doctor") == [REST]


def test_nothing_is_compared_where_the_settings_say_so(desk):
    desk.publisher.repeat = timedelta(0)
    say(desk, REST, REST)
    desk.publisher.tick()
    assert desk.said() == [REST, REST]


def test_one_text_that_two_campaigns_queue_at_once_goes_out_once(desk):
    campaign(desk, "sleep")
    ready, ids = Barrier(2), []

    def add(name):
        ready.wait()
        ids.extend(say(desk, REST, name=name))

    adders = [Thread(target=add, args=[name]) for name in ("rest", "sleep")]
    for one in adders:
        one.start()
    for one in adders:
        one.join()
    workers = [desk.publisher, *(desk.worker(f"w{number}") for number in range(3))]
    for worker in workers:
        worker.repeat = WEEK
    while sum(worker.start() for worker in workers) or any(worker.in_flight for worker in workers):
        for worker in workers:
            worker.settle(worker.collect(wait_s=0.01))
    for worker in workers[1:]:
        worker.stop()
    assert desk.said() == [REST]
    assert sorted(state(desk, key)[0] for key in ids) == [State.HELD, State.PUBLISHED]


def test_a_text_that_a_server_no_longer_takes_is_held_and_not_sent(desk):
    [key] = say(desk, f"{'z' * 300} #RestHelps")
    desk.open_platform(first_account(desk)).limits = lambda: replace(LIMITS["plain"], most=200)
    desk.publisher.tick()
    assert state(desk, key) == (State.HELD, "too_long")
    assert desk.said() == []
    assert first_account(desk).state == "active"


def test_a_text_that_lost_its_campaigns_tag_is_held_and_not_sent(desk):
    [key, _] = say(desk, "Rest helps. #RestHelpsMore", REST)
    desk.publisher.tick()
    assert state(desk, key) == (State.HELD, "tag_lost")
    assert desk.said() == [REST]


def test_a_server_that_does_not_say_its_limits_judges_the_text_itself(desk):
    def silent():
        raise Unavailable("Nobody is there.", platform="fake")

    [key] = say(desk, REST)
    desk.open_platform(first_account(desk)).limits = silent
    desk.publisher.tick()
    assert state(desk, key)[0] is State.PUBLISHED


def test_the_later_parts_of_a_thread_that_was_begun_are_not_compared(desk):
    say(desk, "Two. #RestHelps")
    ids = say(desk, "One. #RestHelps", "Two. #RestHelps", thread=True)
    desk.publisher.tick()
    assert {one.state for one in desk.rows(*ids)} == {State.PUBLISHED}


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        (Told(404), (State.HELD, "link_gone")),
        (Told(410), (State.HELD, "link_gone")),
        (Told(200), (State.PUBLISHED, None)),
        (Told(503), (State.PUBLISHED, None)),
        (hang_up, (State.PUBLISHED, None)),
    ],
)
def test_a_post_is_held_where_a_links_own_server_says_that_nothing_is_there(desk, answer, ends):
    desk.publisher.stop()
    session = Session(Guard(("127.0.0.1",)))
    desk.publisher = replace(desk.publisher, linked=lambda text: gone_link(text, session))
    with serving(lambda _: answer) as url:
        [key] = say(desk, f"{REST} {url}/page")
        desk.publisher.tick()
    assert state(desk, key) == ends
    assert len(desk.said()) == (ends[0] is State.PUBLISHED)


def test_a_held_post_goes_out_once_its_page_is_back(desk):
    desk.publisher.stop()
    session, answers = Session(Guard(("127.0.0.1",))), [404]
    desk.publisher = replace(desk.publisher, linked=lambda text: gone_link(text, session))
    with serving(lambda _: Told(answers[-1])) as url:
        [key] = say(desk, f"{REST} {url}/page")
        desk.publisher.tick()
        answers.append(200)
        deliveries.release(desk.app, Selection((key,)))
        desk.publisher.tick()
    assert state(desk, key)[0] is State.PUBLISHED
