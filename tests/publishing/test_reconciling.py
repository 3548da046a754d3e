"""What is in doubt is resolved by the worker: by its key, by what its account says, or else by a person."""

from dataclasses import replace
from datetime import timedelta
from threading import Event
from time import monotonic

import pytest

from campaign.clock import Clock
from campaign.desk import accounts, deliveries
from campaign.doubt import SKEW, SOON
from campaign.publishing.crew import Crew
from campaign.publishing.publisher import LEASE
from campaign.states import State
from campaign.store import queue
from campaign.store.values import Selection
from posts.errors import Duplicate, RateLimited, Rejected, Unauthorized, Unavailable
from posts.platforms.base import Budget, Login
from posts.testing import LOST, LOST_BUT_PUBLISHED, FakePlatform, Outcome, failing
from tests.publishing.test_tick import NOW, make  # noqa: F401 - a fixture

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Slow(FakePlatform):
    """Shows what it took up to a minute late."""

    lag = MINUTE


def platform(desk, *outcomes, adapter=Slow, **gives):
    login = Login("clinic", None, desk.app.clock.now)
    desk.platforms["clinic"] = adapter(login, outcomes=outcomes, **gives)
    return desk.platforms["clinic"]


def keyless(desk, *outcomes, readable=True):
    return platform(desk, *outcomes, honours_key=False, readable=readable)


def pass_(desk, *times):
    """Passes of the worker, each after so much time."""
    for time in times:
        desk.now += time
        desk.publisher.tick()


def one(desk):
    [row] = desk.rows()
    return row


@pytest.fixture
def desk(make):  # noqa: F811 - the fixture
    return make()


@pytest.mark.parametrize("outcome", [LOST, LOST_BUT_PUBLISHED, Outcome(KeyError("a stranger's"))])
def test_where_the_key_is_honoured_it_is_sent_again_and_one_post_is_out(desk, outcome):
    fake = platform(desk, outcome)
    desk.queue(NOW)
    pass_(desk, 0 * SECOND, SOON - SECOND)
    assert len(fake.messages) == 1
    pass_(desk, SECOND, SECOND)
    assert one(desk).state is State.PUBLISHED
    assert len(fake.posts) == 1
    assert len({message.key for message in fake.messages}) == 1


def test_what_is_sent_again_keeps_to_the_platforms_budget(desk):
    fake = platform(desk, *[LOST] * 4)
    fake.budgets = (Budget(2, 15 * MINUTE),)
    desk.queue(NOW)
    pass_(desk, *[SOON] * 28)
    assert len(fake.messages) == 2
    pass_(desk, *[SOON] * 4)
    assert len(fake.messages) == 3
    pass_(desk, *[MINUTE] * 60)
    assert (one(desk).state, len(fake.posts)) == (State.PUBLISHED, 1)


def test_what_is_seen_there_is_published_and_not_sent_again(desk):
    fake = keyless(desk, LOST_BUT_PUBLISHED)
    desk.queue(NOW)
    pass_(desk, 0 * SECOND, SOON)
    row = one(desk)
    assert (row.state, row.remote_url, row.reason) == (State.PUBLISHED, "https://fake.example/1", None)
    assert len(fake.messages) == 1


def test_what_is_not_seen_there_is_sent_again_after_the_quiet_time_and_two_looks(desk):
    fake = keyless(desk, LOST)
    desk.queue(NOW)
    pass_(desk, 0 * SECOND, SOON)
    assert one(desk).due_at == NOW + LEASE + MINUTE
    pass_(desk, LEASE + MINUTE - SOON - SECOND)
    assert (one(desk).state, len(fake.messages)) == (State.IN_DOUBT, 1)
    pass_(desk, SECOND)
    assert (one(desk).state, len(fake.messages), len(fake.posts)) == (State.PUBLISHED, 2, 1)


def test_what_nothing_can_tell_waits_for_a_person_and_says_so(desk):
    fake = keyless(desk, LOST_BUT_PUBLISHED, readable=False)
    [key] = desk.queue(NOW)
    pass_(desk, *[SOON] * 4, timedelta(days=1))
    row = one(desk)
    assert (row.state, row.due_at, row.reason.code) == (State.IN_DOUBT, None, "unreadable")
    assert len(fake.messages) == 1
    deliveries.resolve_doubt(desk.app, Selection((key,)), "https://fake.example/1")
    pass_(desk, SECOND)
    assert (one(desk).state, len(fake.messages)) == (State.PUBLISHED, 1)


def test_a_platform_that_cannot_be_asked_is_asked_again_later(desk):
    fake = keyless(desk, LOST_BUT_PUBLISHED)
    desk.queue(NOW)
    find, fake.find = fake.find, raising(Unavailable("Nobody answers.", platform="fake"))
    pass_(desk, 0 * SECOND, *[MINUTE] * 20)
    assert one(desk).state is State.IN_DOUBT
    fake.find = find
    pass_(desk, timedelta(hours=1))
    assert (one(desk).state, len(fake.messages)) == (State.PUBLISHED, 1)


@pytest.mark.parametrize(
    "broken", [KeyError("data"), RateLimited("Slow down.", platform="fake", until=NOW + 40 * MINUTE)]
)
def test_an_adapter_that_breaks_while_it_looks_leaves_no_account_silent(desk, broken):
    fake = keyless(desk, LOST)
    fake.find = raising(broken)
    first, second = desk.queue(NOW, NOW + MINUTE)
    pass_(desk, *[MINUTE] * 3)
    assert [row.state for row in desk.rows(first, second)] == [State.IN_DOUBT, State.PUBLISHED]
    if isinstance(broken, RateLimited):
        assert desk.rows(first)[0].due_at == broken.until


def test_a_login_that_is_refused_to_who_looks_holds_the_account_and_the_doubt_stays(desk):
    fake = keyless(desk, LOST_BUT_PUBLISHED)
    first, second = desk.queue(NOW, NOW + MINUTE)
    find, fake.find = fake.find, raising(Unauthorized("Who are you?", platform="fake"))
    pass_(desk, 0 * SECOND, SOON, 10 * MINUTE)
    assert [row.state for row in desk.rows(first, second)] == [State.IN_DOUBT, State.HELD]
    assert accounts.listed(desk.app)[0].state == "held"
    fake.find = find
    accounts.resume(desk.app, "clinic")
    pass_(desk, MINUTE)
    assert desk.rows(first)[0].state is State.PUBLISHED


def test_a_login_that_can_be_renewed_is_renewed_by_who_looks(desk):
    fake = keyless(desk, LOST_BUT_PUBLISHED)
    desk.queue(NOW)
    find, fake.find, fake.refresh = fake.find, raising(Unauthorized("Old.", platform="fake")), lambda: {"token": "new"}
    pass_(desk, 0 * SECOND, SOON)
    assert b"new" in accounts.listed(desk.app)[0].secrets
    fake.find = find
    pass_(desk, MINUTE)
    assert one(desk).state is State.PUBLISHED


def test_the_same_words_said_before_the_first_attempt_are_not_taken_for_it(desk):
    fake = keyless(desk)
    desk.queue(NOW)
    desk.now -= SKEW + SECOND
    fake.publish(said_by_hand(desk))
    desk.now += SKEW + SECOND
    fake.outcomes.append(LOST)
    pass_(desk, 0 * SECOND, SOON)
    assert one(desk).state is State.IN_DOUBT


def test_the_same_words_of_another_delivery_are_not_taken_for_it(desk):
    fake = keyless(desk, Outcome(), LOST)
    desk.queue(NOW)
    desk.queue(NOW)
    pass_(desk, 0 * SECOND)
    assert [row.state for row in desk.rows()] == [State.PUBLISHED, State.IN_DOUBT]
    pass_(desk, SOON)
    assert [row.state for row in desk.rows()] == [State.PUBLISHED, State.IN_DOUBT]
    pass_(desk, LEASE + MINUTE, MINUTE)
    assert [row.state for row in desk.rows()] == [State.PUBLISHED, State.PUBLISHED]
    assert len(fake.posts) == 2


def test_of_two_doubts_of_the_same_words_one_post_resolves_one(desk):
    fake = keyless(desk, LOST_BUT_PUBLISHED, LOST)
    desk.queue(NOW)
    desk.queue(NOW)
    pass_(desk, 0 * SECOND, SOON, SOON)
    assert sorted(row.state for row in desk.rows()) == [State.IN_DOUBT, State.PUBLISHED]
    pass_(desk, LEASE + MINUTE, MINUTE)
    assert (len(fake.posts), {row.state for row in desk.rows()}) == (2, {State.PUBLISHED})


def test_one_pass_takes_up_all_the_doubts_of_an_account(desk):
    keyless(desk, *[LOST_BUT_PUBLISHED] * 5)
    desk.queue(*[NOW] * 5)
    pass_(desk, 0 * SECOND)
    assert {row.state for row in desk.rows()} == {State.IN_DOUBT}
    pass_(desk, SOON)
    assert {row.state for row in desk.rows()} == {State.PUBLISHED}


@pytest.mark.parametrize("answer", [Unavailable, Rejected, RateLimited, Unauthorized])
def test_what_is_refused_under_the_same_key_is_in_doubt_as_before(desk, answer):
    platform(desk, LOST_BUT_PUBLISHED, failing(answer))
    desk.queue(NOW)
    pass_(desk, 0 * SECOND, SOON)
    assert one(desk).state is State.IN_DOUBT
    accounts.resume(desk.app, "clinic")
    pass_(desk, 10 * MINUTE, 10 * MINUTE)
    assert one(desk).state is State.PUBLISHED


def test_a_refusal_as_a_duplicate_after_a_lost_answer_is_looked_up(desk):
    duplicate = Outcome(Duplicate("You said that.", platform="fake"), published=False)
    fake = keyless(desk, LOST_BUT_PUBLISHED, duplicate)
    [key] = desk.queue(NOW)
    pass_(desk, 0 * SECOND)
    deliveries.resolve_doubt(desk.app, Selection((key,)), None)
    pass_(desk, SECOND)
    assert one(desk).reason.code == "duplicate_in_doubt"
    pass_(desk, SOON)
    assert (one(desk).state, len(fake.posts)) == (State.PUBLISHED, 1)


def test_nothing_is_sent_again_while_its_campaign_is_paused(desk):
    from campaign.desk import campaigns

    fake = platform(desk, LOST)
    desk.queue(NOW)
    pass_(desk, 0 * SECOND)
    campaigns.set_state(desk.app, "rest", "paused")
    pass_(desk, SOON, MINUTE)
    assert len(fake.messages) == 1


def test_who_looks_has_the_account_for_itself(desk):
    keyless(desk, LOST)
    desk.queue(NOW, NOW + MINUTE)
    pass_(desk, 0 * SECOND)
    desk.now += MINUTE
    assert desk.publisher.look_up() == 1
    other = desk.worker("second")
    assert (other.start(), other.look_up()) == (0, 0)
    desk.publisher.settle(desk.publisher.collect(wait_s=5))
    assert other.start() == 1
    other.stop()


def test_what_a_worker_that_died_was_looking_up_is_looked_up_by_another(desk):
    keyless(desk, LOST_BUT_PUBLISHED)
    desk.queue(NOW)
    pass_(desk, 0 * SECOND)
    desk.now += SOON
    with desk.app.store.write() as connection:
        assert len(queue.take_doubts(connection, desk.now, 5, "dead", desk.now + LEASE)) == 1
    pass_(desk, SECOND)
    assert one(desk).state is State.IN_DOUBT
    pass_(desk, LEASE)
    assert one(desk).state is State.PUBLISHED


def test_a_persons_word_counts_more_than_a_look_that_is_on_its_way(desk):
    keyless(desk, LOST)
    [key] = desk.queue(NOW)
    pass_(desk, 0 * SECOND)
    desk.now += LEASE + MINUTE
    desk.publisher.look_up()
    deliveries.resolve_doubt(desk.app, Selection((key,)), "https://fake.example/9")
    desk.publisher.settle(desk.publisher.collect(wait_s=5))
    assert (one(desk).state, one(desk).remote_url) == (State.PUBLISHED, "https://fake.example/9")


def kill_three_workers(desk):
    """Over the first post of all; as it is left then."""
    [key] = desk.queue(NOW)
    for _ in range(3):
        with desk.app.store.write() as connection:
            claims = queue.claim_due(connection, desk.now, 5)
            assert queue.intend(connection, [(one, one.key) for one in claims], desk.now, desk.now + LEASE, "dead")
        desk.now += LEASE + SECOND
        assert desk.publisher.sweep() == 1
        left = one(desk)
        if left.due_at is not None:
            deliveries.resolve_doubt(desk.app, Selection((key,)), None)
    return left


def test_a_post_that_kills_the_worker_three_times_is_left_to_a_person(desk):
    fake = platform(desk)
    left = kill_three_workers(desk)
    pass_(desk, timedelta(days=1))
    assert (left.reason.code, one(desk).state, fake.messages) == ("deadly", State.IN_DOUBT, [])


@pytest.mark.parametrize("url", ["https://fake.example/1", None])
def test_a_post_that_kills_workers_keeps_no_other_waiting_and_a_person_settles_it(desk, url):
    fake = platform(desk)
    deadly = kill_three_workers(desk).id
    desk.queue(desk.now, desk.now + MINUTE)
    pass_(desk, SECOND, MINUTE)
    assert [row.state for row in desk.rows()] == [State.IN_DOUBT, State.PUBLISHED, State.PUBLISHED]
    deliveries.resolve_doubt(desk.app, Selection((deadly,)), url)
    pass_(desk, SECOND)
    assert {row.state for row in desk.rows()} == {State.PUBLISHED}
    assert len(fake.posts) == (2 if url else 3)


def test_what_another_installation_may_have_sent_under_a_key_of_its_own_is_left_to_a_person(desk):
    fake = platform(desk)
    fake.key_for = lambda key, at: f"{key}@{at:%H%M%S}"
    [key] = desk.queue(NOW)
    in_doubt_without_an_attempt(desk, key)
    pass_(desk, SECOND)
    assert (one(desk).reason.code, fake.messages) == ("key_unknown", [])


def test_what_another_installation_may_have_sent_is_looked_up_by_its_words(desk):
    fake = keyless(desk)
    [key] = desk.queue(NOW)
    fake.publish(said_by_hand(desk))
    in_doubt_without_an_attempt(desk, key)
    pass_(desk, SECOND)
    assert (one(desk).state, len(fake.posts)) == (State.PUBLISHED, 1)


def test_a_worker_that_stops_sends_nothing_again(desk):
    fake = platform(desk, LOST)
    desk.queue(NOW)
    pass_(desk, 0 * SECOND)
    desk.now += SOON
    desk.publisher.look_up()
    desk.publisher.stop()
    assert (one(desk).state, len(fake.messages)) == (State.IN_DOUBT, 1)
    second = desk.worker("second")
    desk.now += SOON
    second.tick()
    second.stop()
    assert one(desk).state is State.PUBLISHED


def raising(error):
    def find(message, since, besides=()):
        raise error

    return find


def said_by_hand(desk):
    from posts.platforms.base import Message

    return Message("by hand", one(desk).text)


def in_doubt_without_an_attempt(desk, key):
    """As a backup that was put back leaves it."""
    with desk.app.store.write() as connection:
        connection.exec_driver_sql(f"UPDATE deliveries SET state = 'in_doubt' WHERE id = {key}")


class Endless(FakePlatform):
    """Does not come back until it is let."""

    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        self.let, self.called = Event(), Event()

    def publish(self, message):
        self.called.set()
        self.let.wait(30)
        return super().publish(message)


def test_a_worker_that_stops_waits_no_longer_than_it_is_told_and_gives_back_what_has_not_begun(make):  # noqa: F811
    desk = make(names=("clinic", "other"))
    endless = platform(desk, adapter=Endless)
    desk.platforms["other"] = endless
    begun, waiting = desk.queue(NOW), desk.queue(NOW, account="other")
    clock = Clock(now=lambda: desk.now, boottime=monotonic)
    desk.publisher = replace(desk.publisher, clock=clock, hire=lambda run, _: Crew(run, 1))
    assert desk.publisher.start() == 2
    assert endless.called.wait(10)
    [given_back] = desk.publisher.stop(wait_s=0.1)
    assert (given_back.to, given_back.reason.code) == (State.QUEUED, "not_sent")
    assert sorted(row.state for row in desk.rows(*begun, *waiting)) == [State.QUEUED, State.SENDING]
    assert desk.publisher.in_flight == 1
    endless.let.set()
    assert [one.to for one in desk.publisher.stop()] == [State.PUBLISHED]
