"""The verbs of the desk: what a marketer asks for, and what is refused."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from campaign.desk import accounts, campaigns, deliveries, looking, reporting, ticking
from campaign.desk.adding import Asked
from campaign.desk.campaigns import Wish
from campaign.errors import NotFound, Refused, StateError
from campaign.states import State
from campaign.store.values import Selection
from posts.errors import PostsError
from tests.desk.conftest import NOW, PARAGRAPHS, add, at, campaign, dump, rows


def test_an_article_waits_for_approval_unless_it_is_given_at_once(app, tmp_path):
    campaign(app)
    added = add(app, tmp_path)
    assert {one.state for one in rows(app)} == {State.PROPOSED}
    assert deliveries.approve(app, Selection(ids=added.ids)) == list(added.ids)
    assert {one.state for one in rows(app)} == {State.QUEUED}


def test_posts_go_into_the_next_free_times_in_the_articles_order(app, tmp_path):
    campaign(app, timezone="Europe/London")
    add(app, tmp_path)
    found = rows(app)
    assert [one.wall for one in found][:3] == ["2026-11-23T09:00", "2026-11-23T17:30", "2026-11-24T09:00"]
    assert [one.post for one in found] == sorted(one.post for one in found)


def test_accounts_with_equal_limits_start_from_the_same_posts_and_others_from_their_own(app, tmp_path):
    campaign(app, "rest", "on-x", "also-x", "on-mastodon")
    further = (
        "Their beds were all of the same kind, and these beds stood in a house by the sea for a whole year of rest."
    )
    (tmp_path / "article.txt").write_text("\n\n".join(["Why rest helps", *(f"{one} {further}" for one in PARAGRAPHS)]))
    add(app, tmp_path)
    said = {name: [one.text for one in rows(app, account=name)] for name in ("on-x", "also-x", "on-mastodon")}
    assert said["on-x"] == said["also-x"]
    assert said["on-x"] != said["on-mastodon"]
    assert all(text.count("#RestHelps") == 1 for texts in said.values() for text in texts)


def test_two_campaigns_share_an_account_without_meeting(app, tmp_path):
    campaign(app, "rest", gap="2h")
    campaign(app, "sleep", gap="2h", times=["daily 09:00,10:00,12:00"])
    add(app, tmp_path, "rest")
    add(app, tmp_path, "sleep")
    times = [one.scheduled_for for one in rows(app)]
    assert all(later - earlier >= timedelta(hours=2) for earlier, later in pairwise(times))


def test_times_keep_their_wall_time_over_the_end_of_summer_time(app, tmp_path):
    before = at(app, datetime(2026, 10, 22, 12, 0, tzinfo=UTC))
    campaign(before, timezone="Europe/London", times=["daily 09:00"])
    add(before, tmp_path)
    assert {one.wall[-5:] for one in rows(app)} == {"09:00"}
    assert [one.scheduled_for.hour for one in rows(app)][:4] == [8, 8, 9, 9]


def test_the_same_article_is_not_queued_twice_by_mistake(app, tmp_path):
    campaign(app)
    add(app, tmp_path)
    with pytest.raises(Refused, match="is in campaign “rest” already"):
        add(app, tmp_path)
    assert len(add(app, tmp_path, again=True).ids) == len(rows(app)) / 2


def test_a_dry_run_leaves_no_trace(app, tmp_path):
    campaign(app)
    add(app, tmp_path)
    before = dump(app)
    first = rows(app)[0].id
    add(app, tmp_path, again=True, dry_run=True)
    campaigns.new(app, "other", Wish(hashtags=["#x"], accounts=["on-x"], times=["daily 9:00"]), dry_run=True)
    campaigns.change(app, "rest", Wish(times=["daily 07:00"]), dry_run=True)
    deliveries.approve(app, Selection(), dry_run=True)
    deliveries.edit(app, first, "Rest is best. #RestHelps", dry_run=True)
    deliveries.move(app, first, "2026-12-24T18:00", dry_run=True)
    assert dump(app) == before


def test_a_change_of_times_plans_anew_what_waits_and_leaves_the_rest(app, tmp_path):
    campaign(app)
    added = add(app, tmp_path, approve=True)
    ticking.tick(app, "2026-11-23T09:00:00+00:00")
    out = rows(app, states=[State.PUBLISHED])
    assert len(out) == 1
    changed = campaigns.change(app, "rest", Wish(times=["sat 12:00"], timezone="Europe/Berlin"))
    assert len(changed.moved) == len(added.ids) - 1
    waiting = rows(app, states=[State.QUEUED])
    assert {one.wall[-5:] for one in waiting} == {"12:00"}
    assert [one.post for one in waiting] == sorted(one.post for one in waiting)
    assert rows(app, states=[State.PUBLISHED]) == out


def test_what_finds_no_time_after_a_change_is_said_and_kept(app, tmp_path):
    campaign(app)
    add(app, tmp_path)
    before = rows(app)
    changed = campaigns.change(app, "rest", Wish(until="2026-11-23"))
    assert len(changed.stuck) == len(before) - 2
    assert rows(app) == before


def test_a_campaign_without_a_free_time_takes_no_article(app, tmp_path):
    campaign(app, until="2026-11-22")
    with pytest.raises(Refused, match="no free time left"):
        add(app, tmp_path)
    assert rows(app) == []


def test_an_approval_that_comes_late_gets_the_next_free_times(app, tmp_path):
    campaign(app)
    added = add(app, tmp_path)
    later = at(app, NOW + timedelta(days=2))
    deliveries.approve(later, Selection(ids=added.ids))
    times = [one.scheduled_for for one in rows(app)]
    assert min(times) >= NOW + timedelta(days=2)
    assert len(set(times)) == len(times)


def test_an_edit_needs_the_tag_and_the_limit_and_voids_the_approval(app, tmp_path):
    campaign(app)
    first = add(app, tmp_path, approve=True).ids[0]
    with pytest.raises(Refused, match="must say #RestHelps"):
        deliveries.edit(app, first, "No tag at all.")
    with pytest.raises(Refused, match="280 is the most"):
        deliveries.edit(app, first, "x" * 280 + " #RestHelps")
    assert deliveries.edit(app, first, "Rest is best. #resthelps").delivery.state is State.PROPOSED
    assert rows(app, ids=[first])[0].edited


def test_what_is_out_cannot_be_moved_edited_or_cancelled(app, tmp_path):
    campaign(app)
    first = add(app, tmp_path, approve=True).ids[0]
    ticking.tick(app, "2026-11-23T09:00:00+00:00")
    for order in (
        lambda: deliveries.move(app, first, "2026-12-24T18:00"),
        lambda: deliveries.edit(app, first, "Rest is best. #RestHelps"),
        lambda: deliveries.cancel(app, Selection(ids=(first,))),
    ):
        with pytest.raises(StateError, match=f"Delivery {first} is published"):
            order()


def test_a_paused_campaign_is_silent_and_a_paused_account_too(app, tmp_path):
    campaign(app)
    add(app, tmp_path, approve=True)
    campaigns.set_state(app, "rest", "paused")
    assert ticking.tick(app, "2026-11-23T09:30:00+00:00") == []
    campaigns.set_state(app, "rest", "active")
    accounts.pause(app, "on-x")
    assert ticking.tick(app, "2026-11-23T09:30:00+00:00") == []
    accounts.resume(app, "on-x")
    assert len(ticking.tick(app, "2026-11-23T09:30:00+00:00")) == 1


@pytest.mark.parametrize(("late", "becomes"), [("skip", State.MISSED), ("post", State.PUBLISHED)])
def test_what_is_too_late_is_missed_or_posted_as_its_campaign_says(app, tmp_path, late, becomes):
    campaign(app, late=late, grace="1h")
    added = add(app, tmp_path, approve=True)
    ticking.tick(app, "2026-11-23T12:00:00+00:00")
    states = Counter(one.state for one in rows(app))
    assert states == {becomes: 1, State.QUEUED: len(added.ids) - 1}


def test_what_is_too_late_takes_the_next_free_time_behind_the_others(app, tmp_path):
    campaign(app, late="respace", grace="1h")
    first = add(app, tmp_path, approve=True).ids[0]
    last = rows(app)[-1].scheduled_for
    ticking.tick(app, "2026-11-23T12:00:00+00:00")
    found = rows(app)
    assert {one.state for one in found} == {State.QUEUED}
    assert found[-1].id == first
    assert found[-1].scheduled_for > last


def test_what_finds_no_other_time_before_the_campaigns_end_is_missed(app, tmp_path):
    campaign(app, late="respace", grace="1h", until="2026-11-24")
    add(app, tmp_path, approve=True)
    ticking.tick(app, "2026-11-23T12:00:00+00:00")
    assert [one.state for one in rows(app)] == [State.MISSED] + [State.QUEUED] * 3


def test_a_thread_of_wrong_wishes_is_refused_in_one_sentence_each(app, tmp_path):
    wrong = [
        (Wish(accounts=["on-x"], times=["daily 9:00"]), "needs a hashtag"),
        (Wish(hashtags=["#x"], times=["daily 9:00"]), "needs an account"),
        (Wish(hashtags=["#x"], accounts=["on-x"]), "When may on-x speak"),
        (Wish(hashtags=["#x"], accounts=["on-x"], times=["blursday 9:00"]), "is no weekday"),
        (Wish(hashtags=["#x"], accounts=["on-x"], times=["daily 9:00"], timezone="Mars/Base"), "Mars/Base"),
        (Wish(hashtags=["#x"], accounts=["on-x"], times=["daily 9:00"], gap="soon"), "is no duration"),
        (Wish(hashtags=["#x"], accounts=["on-x"], times=["daily 9:00"], start="tomorrow"), "is no date"),
        (Wish(hashtags=["#x"], accounts=["on-x"], times=["daily 9:00"], late="never"), "post, skip or respace"),
        (Wish(hashtags=["#x"], accounts=["on-x"], every="0s"), "more than nothing"),
    ]
    for wish, said in wrong:
        with pytest.raises((Refused, PostsError), match=said):
            campaigns.new(app, "wrong", wish)
    with pytest.raises(NotFound, match="There is no account “nobody”"):
        campaigns.new(app, "wrong", Wish(hashtags=["#x"], accounts=["nobody"], times=["daily 9:00"]))
    assert looking.campaigns(app) == []


def test_the_report_counts_what_happened_and_names_each_posts_source(app, tmp_path):
    campaign(app, "rest", "on-x", "on-mastodon")
    add(app, tmp_path, approve=True)
    ticking.tick(app, "2026-11-23T09:00:00+00:00")
    ticking.tick(app, "2026-11-23T17:40:00+00:00")
    report = reporting.report(app, "rest")
    assert (report.counts.published, report.counts.late) == (4, 2)
    assert report.lateness.most_s == 600
    assert report.counts.planned == len(report.posts) == report.counts.published + report.counts.waiting
    text = (tmp_path / "article.txt").read_text()
    assert all(part in text for one in report.posts for part in one.source.split(" … "))


def test_a_secret_that_belongs_to_no_field_is_refused(app):
    with pytest.raises(Refused, match="it needs none"):
        accounts.add(app, accounts.Wish("more", "feed"), secrets={"token": "s3cret"})


def test_an_account_that_speaks_in_a_campaign_is_not_removed(app):
    campaign(app)
    with pytest.raises(Refused, match="pause it instead"):
        accounts.remove(app, "on-x")
    accounts.remove(app, "also-x")
    assert [one.name for one in accounts.listed(app)] == ["on-bluesky", "on-mastodon", "on-x"]


def test_a_change_of_anything_but_times_moves_nothing_and_what_a_person_moved_stays(app, tmp_path):
    campaign(app)
    first = add(app, tmp_path, approve=True).ids[0]
    deliveries.move(app, first, "2026-12-24T18:00")
    assert campaigns.change(app, "rest", Wish(grace="3h")).moved == ()
    campaigns.change(app, "rest", Wish(times=["daily 07:00"]))
    assert rows(app, ids=[first])[0].wall == "2026-12-24T18:00"


def test_an_account_that_joins_or_gets_other_times_moves_no_post_of_the_others(app, tmp_path):
    campaign(app, "rest", "on-x", "on-mastodon")
    first = add(app, tmp_path, approve=True).ids[0]
    deliveries.move(app, first, "2026-12-24T18:00")
    of_x = rows(app, account="on-x")
    assert campaigns.change(app, "rest", Wish(accounts=["on-x", "on-mastodon", "also-x"])).moved == ()
    changed = campaigns.change(
        app, "rest", Wish(times=["on-x=mon-fri 09:00,17:30", "on-mastodon=sat 12:00", "also-x=sun 12:00"])
    )
    assert set(changed.moved) == {one.id for one in rows(app, account="on-mastodon")} - {first}
    assert rows(app, account="on-x") == of_x


def test_what_an_account_that_left_had_queued_is_held(app, tmp_path):
    campaign(app, "rest", "on-x", "on-mastodon")
    add(app, tmp_path, approve=True)
    changed = campaigns.change(app, "rest", Wish(accounts=["on-x"]))
    held = rows(app, account="on-mastodon")
    assert {one.state for one in held} == {State.HELD}
    assert set(changed.stuck) == {one.id for one in held}


def test_a_change_of_the_hashtag_says_how_many_posts_still_bear_the_old_one(app, tmp_path):
    campaign(app)
    added = add(app, tmp_path)
    assert campaigns.change(app, "rest", Wish(hashtags=["#SleepHelps"])).untagged == len(added.ids)


def test_a_time_in_the_past_is_refused(app, tmp_path):
    campaign(app)
    first = add(app, tmp_path).ids[0]
    with pytest.raises(Refused, match="passed already"):
        deliveries.move(app, first, "2020-01-01T09:00")


@pytest.mark.parametrize("name", ["..", ".hidden", "a/b", "a=b", "-x", "", "x" * 101])
def test_a_name_that_could_leave_its_folder_is_no_accounts_name(app, name):
    with pytest.raises(Refused, match="An account's name"):
        accounts.add(app, accounts.Wish(name, "feed"))


def test_tags_stand_where_a_campaign_wants_them(app, tmp_path):
    made = campaign(app, tags_at="inline")
    assert made.terms.tags_at == "inline"
    app_text = "Why rest helps\n\nDoctors of the city hospital say that rest helps the muscles of the back.\n"
    (tmp_path / "article.txt").write_text(app_text)
    add(app, tmp_path)
    assert [one.text for one in rows(app)] == [
        "Doctors of the city hospital say that #RestHelps the muscles of the back."
    ]
    assert campaigns.change(app, "rest", Wish(tags_at="end")).campaign.terms.tags_at == "end"
    assert campaigns.change(app, "rest", Wish(grace="3h")).campaign.terms.tags_at == "end"
    with pytest.raises(Refused, match="--tags-at is end or inline, not “middle”"):
        campaigns.change(app, "rest", Wish(tags_at="middle"))


def test_an_articles_own_tags_follow_the_campaigns_on_its_posts(app, tmp_path):
    campaign(app)
    added = add(app, tmp_path, asked=Asked(more_tags=("sleep", "#resthelps", "#Sleep")))
    assert all(one.text.endswith("\n#RestHelps #sleep") for one in added.deliveries)
    assert added.suggestions == ()
    with pytest.raises(PostsError, match="breaks at the hyphen"):
        add(app, tmp_path, asked=Asked(more_tags=("#a-b",)), again=True)


def test_an_article_that_is_added_suggests_tags_that_every_account_sees(app, tmp_path):
    campaign(app, "rest", "on-x", "on-bluesky", "on-mastodon")
    found = [one.tag for one in add(app, tmp_path).suggestions]
    assert found[:1] == ["#Rest"]
    assert "#LongStudy" in found
    assert "#RestHelps" not in found
