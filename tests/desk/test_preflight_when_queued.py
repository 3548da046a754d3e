"""What is looked at when a person queues: refused, held, or said; and threads as a person handles them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from campaign.desk import accounts, campaigns, deliveries, preflighting
from campaign.desk.adding import Asked
from campaign.desk.campaigns import Wish
from campaign.errors import ConfigError, Refused
from campaign.states import State
from campaign.store.values import Selection
from posts.measure import LIMITS
from tests.desk.conftest import NOW, add, at, campaign, rows
from tests.wire.loopback import Told, serving

THREAD = Asked(thread=True)


def with_settings(app, section, **values):
    """The same installation under other settings."""
    changed = getattr(app.config, section).model_copy(update=values)
    return replace(app, config=app.config.model_copy(update={section: changed}))


def held(found):
    return [one.id for one in found if one.state is State.HELD]


def codes(app, ids):
    return {(one.delivery, one.reason.code) for one in preflighting.findings(app, ids)}


def test_what_another_campaign_is_to_say_is_held_and_told(app, tmp_path):
    campaign(app, "rest")
    campaign(app, "sleep", times=["daily 12:00"])
    first = add(app, tmp_path, "rest", approve=True)
    second = add(app, tmp_path, "sleep", approve=True)
    assert first.repeated == {}
    assert sorted(second.ids[place] for place in second.repeated) == sorted(held(rows(app, campaign="sleep")))
    near = {one.text: one.scheduled_for for one in rows(app, campaign="rest")}
    for one in rows(app, campaign="sleep"):
        assert (one.state is State.HELD) is (abs(near[one.text] - one.scheduled_for) < timedelta(days=7))
    deliveries.release(app, Selection(ids=second.ids[:2]))
    assert [one.state for one in rows(app, ids=second.ids[:2])] == [State.QUEUED] * 2


def test_what_is_only_proposed_waits_for_its_approval_and_is_held_then(app, tmp_path):
    campaign(app, "rest")
    campaign(app, "sleep", times=["daily 12:00"])
    one, other = add(app, tmp_path, "rest"), add(app, tmp_path, "sleep")
    deliveries.approve(app, Selection(ids=one.ids))
    assert held(rows(app)) == []
    deliveries.approve(app, Selection(ids=other.ids[:1]))
    assert held(rows(app)) == [other.ids[0]]
    assert (other.ids[0], "said_before") in codes(app, other.ids)


def test_an_article_that_is_added_again_is_held_where_it_was_said_a_short_while_before(app, tmp_path):
    campaign(app, times=["daily 08:30"])
    some = Asked(max_posts=2)
    first = add(app, tmp_path, asked=some, approve=True)
    later = at(app, NOW + timedelta(hours=1))
    publisher = later.publisher()
    publisher.tick()
    publisher.stop()
    again = add(later, tmp_path, asked=some, approve=True, again=True)
    assert held(rows(later)) == list(again.ids)
    assert [again.repeated[place].values["delivery"] for place in (0, 1)] == list(map(str, first.ids))
    assert [again.repeated[place].values["state"] for place in (0, 1)] == ["published", "queued"]


def test_of_two_that_are_queued_together_the_first_goes(app, tmp_path):
    campaign(app)
    first, second = add(app, tmp_path).ids[:2]
    text = rows(app, ids=[first])[0].text
    deliveries.edit(app, second, text)
    deliveries.approve(app, Selection(ids=(first, second)))
    assert held(rows(app)) == [second]


def test_a_text_that_has_lost_the_tag_is_not_queued_and_nothing_with_it(app, tmp_path):
    campaign(app)
    ids = add(app, tmp_path).ids
    campaigns.change(app, "rest", Wish(hashtags=["#SleepHelps"]))
    with pytest.raises(Refused, match=r"Delivery \d+: It must say #SleepHelps.* So it is with \d+ more. Nothing was"):
        deliveries.approve(app, Selection(ids=ids))
    assert {one.state for one in rows(app)} == {State.PROPOSED}


@pytest.mark.parametrize(
    ("verb", "bring"), [("release", deliveries.hold), ("retry", None)], ids=["what was held", "what was missed"]
)
def test_a_text_that_is_too_long_by_now_is_not_queued_again(app, tmp_path, monkeypatch, verb, bring):
    campaign(app, late="skip", grace="1h")
    ids = add(app, tmp_path, approve=True).ids[:1]
    if bring:
        bring(app, Selection(ids=ids))
    else:
        app = at(app, NOW + timedelta(days=30))
        publisher = app.publisher()
        publisher.sweep()
        publisher.stop()
    was = rows(app, ids=ids)[0].state
    monkeypatch.setattr("posts.platforms.feed.Feed.limits", lambda _: replace(LIMITS["x"], most=20))
    with pytest.raises(Refused, match="and 20 is the most"):
        getattr(deliveries, verb)(app, Selection(ids=ids))
    assert rows(app, ids=ids)[0].state is was


def test_accounts_that_cannot_speak_are_told(app, tmp_path):
    campaign(app)
    accounts.pause(app, "on-x")
    added = add(app, tmp_path, approve=True)
    assert [one.code for one in added.obstacles] == ["account_is_paused"]
    assert codes(app, added.ids) == {(key, "account_is_paused") for key in added.ids}


def test_nothing_is_compared_where_the_settings_say_so(app, tmp_path):
    off = with_settings(app, "preflight", repeat="0")
    campaign(off, "rest")
    campaign(off, "sleep", times=["daily 12:00"])
    for name in ("rest", "sleep"):
        add(off, tmp_path, name, approve=True)
    assert held(rows(off)) == []


def test_a_setting_that_is_no_duration_is_an_error_with_its_key(app):
    wrong = with_settings(app, "preflight", repeat="soon")
    with pytest.raises(ConfigError, match="soon") as caught:
        _ = wrong.repeat
    assert caught.value.key == "preflight.repeat"


# -- threads


def test_a_thread_takes_one_time_and_says_which_part_each_post_is(app, tmp_path):
    campaign(app)
    added = add(app, tmp_path, asked=THREAD, approve=True)
    found = rows(app)
    assert len(added.plan.planned) == 1
    assert {one.scheduled_for for one in found} == {added.plan.planned[0].slot.at}
    assert [(one.post, one.of) for one in found] == [(n + 1, len(found)) for n in range(len(found))]
    assert [one.parent_id for one in found] == [None, *(one.id for one in found[:-1])]
    assert all(f" {one.post}/{one.of}\n" in one.text for one in found)
    assert added.accounts == ("on-x",) * len(found)


def test_each_account_has_a_thread_of_its_own(app, tmp_path):
    campaign(app, "rest", "on-x", "on-mastodon")
    add(app, tmp_path, asked=THREAD)
    by_id = {one.id: one for one in rows(app)}
    assert all(by_id[one.parent_id].account == one.account for one in by_id.values() if one.parent_id)
    assert sum(one.parent_id is None for one in by_id.values()) == 2


def test_the_next_article_keeps_away_from_a_threads_time(app, tmp_path):
    campaign(app)
    add(app, tmp_path, asked=THREAD, approve=True)
    campaign(app, "sleep")
    second = add(app, tmp_path, "sleep")
    assert rows(app, campaign="rest")[0].scheduled_for not in {one.scheduled_for for one in second.deliveries}


def test_a_campaign_that_is_planned_anew_moves_a_thread_as_one(app, tmp_path):
    campaign(app)
    add(app, tmp_path, asked=THREAD, approve=True)
    campaigns.change(app, "rest", Wish(times=["daily 20:00"]))
    assert {one.wall for one in rows(app)} == {"2026-11-23T20:00"}
    assert sum(one.due_at is not None for one in rows(app)) == 1


def test_a_thread_that_is_late_is_re_spaced_as_one(app, tmp_path):
    campaign(app, late="respace", grace="1h")
    ids = add(app, tmp_path, asked=THREAD, approve=True).ids
    later = at(app, NOW + timedelta(days=1, hours=4))
    publisher = later.publisher()
    publisher.sweep()
    publisher.stop()
    found = rows(later, ids=ids)
    assert len({one.scheduled_for for one in found}) == 1
    assert found[0].scheduled_for > later.clock.now()
    assert [one.due_at for one in found[1:]] == [None] * (len(found) - 1)


def test_an_approval_of_what_is_past_moves_a_thread_as_one(app, tmp_path):
    campaign(app)
    ids = add(app, tmp_path, asked=THREAD).ids
    later = at(app, NOW + timedelta(days=2))
    assert deliveries.approve(later, Selection(ids=ids[:1])) == list(ids)
    found = rows(later)
    assert len({one.scheduled_for for one in found}) == 1
    assert found[0].scheduled_for > later.clock.now()


def test_a_thread_has_an_order_of_its_own(app, tmp_path):
    campaign(app)
    with pytest.raises(Refused, match="keeps the article's order"):
        add(app, tmp_path, asked=Asked(thread=True, ranked=True))


# -- links


@pytest.mark.parametrize(("status", "state"), [(200, State.QUEUED), (404, State.PROPOSED)])
def test_with_a_link_that_does_not_answer_the_posts_wait_for_approval(app, tmp_path, status, state):
    allowed = with_settings(app, "fetch", allow=("127.0.0.1",))
    campaign(allowed)
    with serving(lambda _: Told(status)) as url:
        asked = Asked(link=f"{url}/page", check_links=True, max_posts=2)
        added = add(allowed, tmp_path, asked=asked, approve=True)
    assert added.state is state
    assert [one.code for one in added.obstacles] == ["link_silent"] * (status == 404)


@pytest.mark.parametrize("wanted", [True, False])
def test_before_a_post_is_sent_its_links_are_tried_once_more_where_the_settings_say_so(app, wanted):
    set_so = with_settings(with_settings(app, "fetch", allow=("127.0.0.1",)), "preflight", links=wanted)
    with serving(lambda _: Told(404)) as url:
        found = set_so.publisher().linked(f"Rest helps. {url}/page")
    assert (found.code if found else None) == ("link_gone" if wanted else None)
