"""A campaign is tried out before it is approved: what would go out when, and nothing real is touched."""

import json
import socket
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from campaign import cli
from campaign.clock import Clock
from campaign.desk import accounts, approving, stopping
from campaign.desk.simulating import Most, simulate
from campaign.desk.trials import trial
from campaign.errors import NotFound, Refused
from campaign.states import State
from campaign.store import copying
from campaign.store.history import Filter
from tests.simulating.conftest import ARTICLE, NOW, make, queue

SOURCE = ("article.txt",)


def tried(app, name="rest", *sources, **wanted):
    return simulate(app, name, trial(sources, **wanted))


def approved(app, *sources, **wanted):
    return tried(app, "rest", *(sources or SOURCE), approve=True, **wanted)


def content(app):
    with app.store.read() as connection:
        return copying.contents(connection)


# -- nothing real is touched


def test_nothing_is_written_and_no_socket_is_opened(rest, monkeypatch, tmp_path):
    before, files = content(rest), sorted(tmp_path.rglob("*"))

    def refuse(*_, **__):
        raise AssertionError("a simulation went to the network")

    # psycopg does not come by here: it has its own way to the database.
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    found = approved(rest, fail=20)
    monkeypatch.undo()
    assert found.of(State.PUBLISHED)
    assert content(rest) == before
    assert [
        one for one in sorted(tmp_path.rglob("*")) if one not in files and one.suffix not in {".db-wal", ".db-shm"}
    ] == []


def test_the_same_trial_has_the_same_outcome_and_another_seed_another_one(rest):
    def said(seed):
        return [
            (one.account, one.text, one.published_at, one.tries) for one in approved(rest, fail=50, seed=seed).posts
        ]

    assert said(1) == said(1)
    assert said(1) != said(2)


# -- what goes out when


def test_every_post_goes_out_at_its_time_and_the_calendar_says_on_which_day(rest):
    found = approved(rest)
    assert {one.state for one in found.posts} == {State.PUBLISHED}
    assert all(one.published_at - one.scheduled_for < timedelta(seconds=1) for one in found.posts)
    assert sum(sum(day.posts.values()) for day in found.days) == len(found.posts)
    assert found.days[0].date == date(2027, 3, 25)
    assert found.days[0].posts == {"clinic": 2, "praxis": 2}
    assert found.ended_at == max(one.published_at for one in found.posts)


def test_a_day_on_which_clocks_are_set_is_named_with_what_it_does_to_the_times(rest):
    found = approved(rest)
    assert found.clocks == (
        "Sun 28 March: clocks in Europe/Berlin go forward by 1h",
        "02:30 on 28 March does not exist in Europe/Berlin: it goes out at 03:30",
    )
    sunday = next(day for day in found.days if day.date == date(2027, 3, 28))
    assert f"{sunday.first:%H:%M}" == "01:30"


def test_half_an_hour_of_lord_howes_clocks_is_seen_too(rest):
    make(rest, "howe", accounts=["clinic"], times=["daily 01:45"], timezone="Australia/Lord_Howe", start="2027-03-30")
    found = tried(rest, "howe", "article.txt", approve=True)
    assert found.clocks == (
        "Sun 4 April: clocks in Australia/Lord_Howe go back by 30m",
        "01:45 on 4 April comes twice in Australia/Lord_Howe: it goes out the first time",
    )


def test_only_the_days_up_to_the_one_that_is_named_are_looked_at(rest):
    found = approved(rest, until="2027-03-26")
    assert [day.date for day in found.days] == [date(2027, 3, 25), date(2027, 3, 26)]
    assert found.states[State.QUEUED] == len(found.posts) - 8


def test_a_campaign_without_a_post_is_over_at_once(rest):
    found = tried(rest)
    assert (found.posts, found.days, found.clocks, found.ended_at) == ((), (), (), NOW)


def test_one_post_is_told_like_many(rest, tmp_path):
    (tmp_path / "one.txt").write_text("Rest\n\nRest helps a tired back more than anything else that we know of.")
    make(rest, "one", accounts=["clinic"])
    found = tried(rest, "one", "one.txt", approve=True)
    assert [(one.account, one.state, one.delivery) for one in found.posts] == [("clinic", State.PUBLISHED, None)]


# -- as it stands, or as if all were approved


def test_what_waits_for_approval_stays_there_unless_it_is_tried_as_approved(rest, monkeypatch):
    make(rest, "own", accounts=["clinic"])
    waiting = queue(rest, approve=False, name="own")
    assert tried(rest, "own").states == {State.PROPOSED: len(waiting.ids)}
    found = tried(rest, "own", approve=True)
    assert found.states == {State.PUBLISHED: len(waiting.ids)}
    assert [one.delivery for one in found.posts] == list(waiting.ids)
    assert len(approving.inbox(rest, Filter()).proposals) == len(waiting.ids)


def test_an_article_that_is_in_the_campaign_need_not_be_named_to_be_tried_out(rest):
    make(rest, "own", accounts=["clinic"])
    queue(rest, approve=False, name="own")
    with pytest.raises(Refused, match="is tried out with it: leave it out here"):
        tried(rest, "own", *SOURCE)


def test_an_account_that_speaks_elsewhere_keeps_its_other_campaigns_times_free(rest):
    make(rest, "own", accounts=["clinic"])
    queue(rest, name="own")
    alone = {one.scheduled_for for one in tried(rest, "own").posts}
    shared = {one.scheduled_for for one in approved(rest).posts if one.account == "clinic"}
    assert not alone & shared


def test_what_is_paused_or_stopped_is_said_first(rest):
    accounts.pause(rest, "praxis")
    stopping.stop(rest, "holidays")
    found = approved(rest)
    assert not found.of(State.PUBLISHED)
    assert found.notes[0].startswith("Everything is stopped: Since 2027-03-25")
    assert found.notes[1].startswith("The account praxis is paused")


# -- what goes wrong


def test_what_an_outage_makes_too_late_is_missed_by_the_campaigns_own_rule(rest):
    found = approved(rest, outages=["2027-03-26..2027-03-28"])
    missed = found.of(State.MISSED)
    assert {one.scheduled_for.date() for one in missed} == {date(2027, 3, 26), date(2027, 3, 27)}
    assert missed == [one for one in found.posts if one.scheduled_for.date() in {date(2027, 3, 26), date(2027, 3, 27)}]
    assert {code for _, code in found.left} == {"too_late"}


def test_what_is_approved_after_its_time_is_told_with_the_time_that_it_gets(rest):
    make(rest, "later", accounts=["clinic"])
    queue(rest, name="later", approve=False)
    late = replace(rest, clock=Clock(now=lambda: NOW + timedelta(days=1, hours=12), boottime=lambda: 0.0))
    found = tried(late, "later", approve=True)
    assert set(found.states) == {State.PUBLISHED}
    assert found.respaced == [one for one in found.posts if one.planned_for < late.clock.now()]
    assert found.respaced


def test_what_is_re_spaced_after_an_outage_is_told_with_its_new_time(rest):
    make(rest, "later", accounts=["clinic"], late="respace")
    found = tried(rest, "later", "article.txt", approve=True, outages=["2027-03-26..2027-03-28"])
    assert set(found.states) == {State.PUBLISHED}
    # Those of the outage go behind all that has a time already.
    assert len(found.respaced) == 4
    assert min(one.scheduled_for for one in found.respaced) > max(
        one.scheduled_for for one in found.posts if not one.respaced
    )


def test_what_goes_out_late_keeps_its_distance_and_says_that_it_waits_for_that(rest):
    make(rest, "late", accounts=["clinic"], late="post", gap="1h")
    found = tried(rest, "late", "article.txt", approve=True, outages=["2027-03-26..2027-03-28"])
    # Four of the outage, and the one of half past two, which comes behind them.
    assert len(found.late) == 5
    assert [(one.account, one.code) for one in found.waits] == [("clinic", "spaced")]
    said = sorted(one.published_at for one in found.late)
    assert all(after - before >= timedelta(hours=1) for before, after in pairwise(said))


def test_a_cap_is_waited_for(rest):
    make(rest, "fast", accounts=["clinic"], every="5m", times=None, late="post")
    accounts.cap(rest, "clinic", 2)
    found = tried(rest, "fast", "article.txt", approve=True)
    assert set(found.states) == {State.PUBLISHED}
    assert [(one.account, one.platform, one.code) for one in found.waits] == [("clinic", "feed", "hourly_cap")]


def test_a_login_that_is_refused_holds_all_that_its_account_has_from_that_day_on(rest):
    found = approved(rest, refuse=["praxis@2027-03-26"])
    held = found.of(State.HELD)
    assert {one.account for one in held} == {"praxis"}
    assert {one.scheduled_for.date() >= date(2027, 3, 26) for one in held} == {True}
    assert set(found.left) == {(State.HELD, "unauthorized")}


def test_posts_whose_answer_is_lost_are_out_once_in_the_end(rest):
    found = approved(rest, fail=60)
    assert {one.state for one in found.posts} <= {State.PUBLISHED, State.MISSED}
    assert sum(one.tries for one in found.posts) > len(found.posts)


def test_what_is_in_doubt_before_stays_so_since_nobody_is_asked(rest):
    from campaign.store.models import Delivery

    make(rest, "own", accounts=["clinic"])
    queue(rest, name="own")
    with rest.store.write() as connection:
        first = connection.scalar(Delivery.__table__.select().with_only_columns(Delivery.id).limit(1))
        connection.execute(Delivery.__table__.update().where(Delivery.id == first).values(state="in_doubt"))
    found = tried(rest, "own")
    assert [one.delivery for one in found.of(State.IN_DOUBT)] == [first]
    assert found.states[State.PUBLISHED] == len(found.posts) - 1


# -- what is refused


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"outages": ["2027-03-28..2027-03-26"]}, "outage"),
        ({"outages": ["soon"]}, "outage"),
        ({"refuse": ["nobody@2027-03-27"]}, "refuse"),
        ({"refuse": ["clinic"]}, "refuse"),
        ({"fail": 100}, "fail"),
        ({"until": "some day"}, "until"),
    ],
)
def test_a_trial_that_cannot_be_is_refused_in_one_sentence(rest, wanted, field):
    with pytest.raises(Refused) as refused:
        approved(rest, **wanted)
    assert refused.value.field == field


def test_a_campaign_that_is_not_there_is_not_found(rest):
    with pytest.raises(NotFound):
        tried(rest, "nosuch")


def test_a_trial_that_takes_too_many_passes_is_broken_off_and_says_so(rest):
    found = simulate(rest, "rest", trial(SOURCE, approve=True), most=Most(passes=3))
    assert len(found.days) < 3
    assert found.notes[-1].startswith("It was broken off on ")


def test_more_posts_than_can_be_tried_out_are_refused(rest):
    make(rest, "own", accounts=["clinic"])
    waiting = queue(rest, name="own")
    with pytest.raises(Refused, match="the most that can be tried out at once"):
        simulate(rest, "own", trial(), most=Most(len(waiting.ids) - 1))
    assert simulate(rest, "own", trial(), most=Most(len(waiting.ids))).posts


# -- all kinds of words

STRANGE = (
    "الراحة تساعد الظهر المتعب، والحركة تساعده أكثر من كل شيء آخر نعرفه.",
    "休むことは疲れた背中を助けます。動くことはもっと助けます。それは誰でも知っています。",
    "\u202eRest helps a tired back\u202c more than anything else that we know of 👩‍⚕️.",
)


@pytest.mark.parametrize("text", STRANGE)
def test_text_of_any_script_is_tried_out_and_told(rest, tmp_path, capsys, text):
    (tmp_path / "strange.txt").write_text(f"Rest\n\n{text}\n")
    make(rest, "strange", accounts=["clinic"])
    found = tried(rest, "strange", "strange.txt", approve=True)
    assert set(found.states) == {State.PUBLISHED}
    said = json.loads(run(capsys, "strange", "strange.txt", "--approve", "--json"))
    assert [one["text"] for one in said["posts"]] == [one.text for one in found.posts]


def test_a_name_of_ten_thousand_characters_is_told_whole(rest, capsys):
    from campaign.store import campaigns

    name = "n" * 10_000
    with rest.store.write() as connection:
        known = campaigns.campaign(connection, "rest")
        campaigns.add_campaign(connection, name, known.terms, known.speakers, rest.act())
    assert f"Campaign {name}: " in run(capsys, name, "article.txt", "--approve")


# -- as a person reads it


def run(capsys, *arguments):
    assert cli.main(["simulate", *arguments]) == 0
    return capsys.readouterr().out


def test_the_command_says_it_in_tables_and_that_nothing_was_done(rest, capsys):
    said = run(capsys, "rest", "article.txt", "--approve", "--outage", "2099-03-26..2099-03-28")
    assert "posts of" in said
    assert "clinic 2, praxis 2" in said
    assert said.endswith("Nothing was sent or changed: this was tried out on a copy.\n")
    waits = run(capsys, "rest", "article.txt")
    assert "would still wait for approval; --approve tries what comes once they are approved." in waits


def test_json_has_the_whole_of_it(rest, capsys):
    said = json.loads(run(capsys, "rest", "article.txt", "--approve", "--json"))
    assert set(said) == {
        *("campaign", "zone", "began_at", "ended_at", "states", "days", "clocks", "waits", "posts", "notes"),
        *("late", "respaced"),
    }
    assert len(said["posts"]) == said["states"]["published"]
    assert ARTICLE.splitlines()[0] == "Why rest helps"
