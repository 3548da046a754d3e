"""What is done about a post of which nobody knows whether it is out: by what its platform gives, and by the time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.doubt import (
    RESTORED,
    SKEW,
    SOON,
    Absent,
    Again,
    Ask,
    Case,
    Found,
    Later,
    Leave,
    Unseen,
    Ways,
    after,
    before,
)
from campaign.reasons import SENTENCES, Reason
from posts.platforms.base import Receipt
from posts.platforms.bluesky import Bluesky
from posts.platforms.feed import Feed
from posts.platforms.mastodon import Mastodon
from posts.platforms.x import X

T0 = datetime(2026, 11, 25, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
RECEIPT = Receipt("7", "https://x.com/clinic/status/7", T0)
#: One attempt at T0 that was over at once; its lease would have ended five minutes later.
CASE = Case(first_at=T0, last_at=T0, over_at=T0 + 5 * MINUTE, looks=0, may_speak=True, code="answer_lost")


def ways(adapter, *, honours_key):
    return Ways(adapter.kind, honours_key, adapter.key_lasts, adapter.key_rests, adapter.lag)


BLUESKY, FEED = ways(Bluesky, honours_key=True), ways(Feed, honours_key=True)
MASTODON, TAKAHE = ways(Mastodon, honours_key=True), ways(Mastodon, honours_key=False)
ON_X = ways(X, honours_key=False)
WEBHOOK = Ways("webhook", honours_key=False, key_lasts=None, key_rests=0 * SECOND, lag=0 * SECOND)
HONEST_WEBHOOK = replace(WEBHOOK, honours_key=True)
ALL = [BLUESKY, FEED, MASTODON, TAKAHE, ON_X, WEBHOOK, HONEST_WEBHOOK]


@pytest.mark.parametrize(
    ("platform", "waited", "step"),
    [
        # A key for ever: again, a while after the attempt, and however late.
        (BLUESKY, 29 * SECOND, Later(T0 + SOON)),
        (BLUESKY, 30 * SECOND, Again()),
        (BLUESKY, 900 * HOUR, Again()),
        (FEED, MINUTE, Again()),
        (HONEST_WEBHOOK, MINUTE, Again()),
        # Mastodon writes its key after the post, and forgets it after an hour.
        (MASTODON, 59 * SECOND, Later(T0 + MINUTE)),
        (MASTODON, 60 * SECOND, Again()),
        (MASTODON, 50 * MINUTE, Again()),
        (MASTODON, 50 * MINUTE + SECOND, Ask()),
        # What honours no key is asked.
        (TAKAHE, MINUTE, Ask()),
        (ON_X, 0 * SECOND, Ask()),
        (WEBHOOK, MINUTE, Ask()),
    ],
)
def test_the_key_is_sent_again_where_and_while_it_is_honoured_and_else_the_platform_is_asked(platform, waited, step):
    assert before(CASE, platform, T0 + waited) == step


def test_the_hour_of_a_key_begins_with_its_first_attempt():
    again_and_again = replace(CASE, last_at=T0 + 45 * MINUTE)
    assert before(again_and_again, MASTODON, T0 + 51 * MINUTE) == Ask()


def test_of_what_a_backup_may_not_know_a_key_that_is_forgotten_proves_nothing():
    restored = replace(CASE, code=RESTORED)
    steps = [before(restored, platform, T0 + MINUTE) for platform in (MASTODON, BLUESKY)]
    assert steps == [Ask(), Again()]


def test_what_must_not_speak_is_asked_for_and_not_sent():
    assert before(replace(CASE, may_speak=False), BLUESKY, T0 + HOUR) == Ask()


@pytest.mark.parametrize("platform", [BLUESKY, FEED, MASTODON])
def test_what_is_later_than_its_campaign_allows_is_asked_for_before_it_could_be_sent(platform):
    late = replace(CASE, is_late=True)
    assert before(late, platform, T0 + HOUR / 2) == Ask()
    assert after(replace(late, looks=1), platform, Unseen.NOT_THERE, T0 + HOUR / 2) == Absent()


def test_what_is_late_and_cannot_be_read_back_is_sent_under_its_key_since_nothing_else_tells():
    late = replace(CASE, is_late=True)
    assert before(late, HONEST_WEBHOOK, T0 + HOUR) == Ask()
    assert after(late, HONEST_WEBHOOK, Unseen.UNREADABLE, T0 + HOUR) == Again()
    assert after(late, HONEST_WEBHOOK, Unseen.UNREADABLE, T0) == Later(T0 + SOON)
    assert after(late, WEBHOOK, Unseen.UNREADABLE, T0 + HOUR) == Leave(Reason("unreadable", {"platform": "webhook"}))


def test_what_was_refused_under_its_key_is_looked_up_rather_than_sent_for_ever():
    assert before(replace(CASE, code="again_refused"), BLUESKY, T0 + HOUR) == Ask()


def test_each_wait_before_the_same_key_is_twice_the_one_before_and_at_most_an_hour():
    last, waits = T0, []
    for _ in range(12):
        step = before(replace(CASE, last_at=last), BLUESKY, last)
        waits.append(step.at - last)
        last = step.at
    assert waits[:4] == [SOON, SOON, 2 * SOON, 4 * SOON]
    assert waits[-1] == HOUR


@pytest.mark.parametrize("platform", ALL)
@pytest.mark.parametrize("waited", [0 * SECOND, HOUR, 1000 * HOUR])
def test_what_is_seen_there_is_published_whatever_the_platform_and_the_time(platform, waited):
    assert after(CASE, platform, RECEIPT, T0 + waited) == Found(RECEIPT)


def test_absence_proves_nothing_while_a_call_of_it_may_still_be_running():
    quiet = CASE.over_at + ON_X.lag
    looked_for = replace(CASE, looks=3)
    assert after(looked_for, ON_X, Unseen.NOT_THERE, quiet - SECOND) == Later(quiet - SECOND + MINUTE, looked=True)
    assert after(looked_for, ON_X, Unseen.NOT_THERE, quiet) == Absent()


def test_where_posts_show_late_it_takes_two_looks_some_time_apart():
    now = T0 + HOUR
    assert after(CASE, ON_X, Unseen.NOT_THERE, now) == Later(now + ON_X.lag, looked=True)
    assert after(replace(CASE, looks=1), ON_X, Unseen.NOT_THERE, now + ON_X.lag) == Absent()


def test_where_posts_show_at_once_one_look_after_the_quiet_time_is_enough():
    assert after(CASE, FEED, Unseen.NOT_THERE, CASE.over_at) == Absent()


def test_a_refusal_as_a_duplicate_and_a_post_that_is_not_there_leave_it_to_a_person():
    said_before = replace(CASE, code="duplicate_in_doubt", looks=1)
    assert after(said_before, ON_X, Unseen.NOT_THERE, T0 + HOUR) == Leave(Reason("duplicate_unseen", {"platform": "x"}))


def test_where_nothing_can_tell_a_person_must():
    assert after(CASE, WEBHOOK, Unseen.UNREADABLE, T0) == Leave(Reason("unreadable", {"platform": "webhook"}))


def test_a_key_that_must_wait_is_no_reason_to_ask_a_person():
    assert isinstance(after(CASE, HONEST_WEBHOOK, Unseen.UNREADABLE, T0), Later)


@pytest.mark.parametrize("platform", ALL)
def test_a_platform_that_cannot_be_asked_is_asked_for_ever_but_ever_more_rarely(platform):
    now, waits = T0, []
    for _ in range(40):
        verdict = after(CASE, platform, Unseen.UNREACHABLE, now)
        assert not verdict.looked
        waits.append(verdict.at - now)
        now = verdict.at
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (SOON, HOUR)


def test_what_was_said_long_before_the_first_attempt_is_not_it():
    assert CASE.since == T0 - SKEW


def test_every_reason_to_leave_it_says_what_to_do():
    for code in ("unreadable", "duplicate_unseen", "key_unknown", "deadly"):
        assert "`campaign resolve ID --published URL`" in SENTENCES[code]


CASES = st.builds(
    Case,
    first_at=st.just(T0),
    last_at=st.integers(0, 7200).map(lambda s: T0 + s * SECOND),
    over_at=st.integers(0, 7500).map(lambda s: T0 + s * SECOND),
    looks=st.integers(0, 3),
    may_speak=st.booleans(),
    code=st.sampled_from(["answer_lost", "worker_died", "duplicate_in_doubt", "again_refused", "again_failed"]),
)
NOW = st.integers(0, 20_000).map(lambda s: T0 + s * SECOND)


@given(CASES, st.sampled_from(ALL), NOW)
def test_whatever_the_case_nothing_is_sent_that_could_be_a_second_post(case, platform, now):
    if before(case, platform, now) == Again():
        assert platform.honours_key
        assert case.may_speak
        assert now >= case.last_at + platform.key_rests
        assert platform.key_lasts is None or now - case.first_at < platform.key_lasts
    for seen in Unseen:
        if after(case, platform, seen, now) == Absent():
            assert seen is Unseen.NOT_THERE
            assert now >= case.over_at + platform.lag
            assert case.looks or not platform.lag


@given(CASES, st.sampled_from(ALL), NOW, st.sampled_from([RECEIPT, *Unseen]))
def test_whatever_the_case_what_waits_waits_for_a_time_to_come(case, platform, now, seen):
    for verdict in (before(case, platform, now), after(case, platform, seen, now)):
        if isinstance(verdict, Later):
            assert now < verdict.at <= max(now, case.over_at, case.last_at) + 2 * HOUR
