"""A single post is written, counted as its platforms count it, and queued or sent."""

from functools import partial

import pytest
from sqlalchemy import event

from campaign.desk import composing, deliveries, drafts
from campaign.drafted import PostDraft
from campaign.errors import NotFound, Refused
from campaign.states import State
from campaign.store import campaigns
from campaign.store.history import Filter
from posts.compose import tracked
from tests.drafting.conftest import NOW


def queued(app):
    return deliveries.listed(app, Filter())


def counted(app, draft):
    with app.store.read() as connection:
        campaign = campaigns.campaign(connection, "rest")
    return composing.counted(app, campaign, draft)


def test_each_account_is_counted_by_its_own_rules(app):
    counts = counted(app, PostDraft("Rest heals.", link="https://example.com/" + "a" * 90))
    assert [(one.account, one.platform, one.most) for one in counts] == [
        ("also-x", "x", 280),
        ("on-mastodon", "mastodon", 500),
        ("on-x", "x", 280),
    ]
    # Any link counts 23 on X.
    assert counts[0].length == len("Rest heals.\n\n") + 23 + len("#RestHelps")
    assert counts[0].left == 280 - counts[0].length
    assert all("#RestHelps" in one.text for one in counts)


@pytest.mark.parametrize(
    "text", ["", " ", "<script>alert(1)</script>", "مرحبا بالعالم", "休息治愈", "{{ text }}", "👩‍👩‍👧"]
)
def test_the_campaigns_tag_cannot_be_lost(app, text):
    assert all(one.text.endswith("#RestHelps") for one in counted(app, PostDraft(text)))


def test_a_tag_that_the_text_says_is_not_said_twice(app):
    assert counted(app, PostDraft("I say #resthelps."))[0].text == "I say #resthelps."


def test_a_link_says_where_it_was_followed_from_and_keeps_what_it_says_already():
    link = "https://example.com/a?utm_source=mail&b=%20c&d#part"
    said = tracked(link, {"utm_source": "x", "utm_medium": "social", "utm_campaign": "rest & sleep"})
    assert said == (
        "https://example.com/a?utm_source=mail&b=%20c&d&utm_medium=social&utm_campaign=rest%20%26%20sleep#part"
    )
    assert tracked("https://example.com", {"utm_source": "x"}) == "https://example.com?utm_source=x"


def test_each_platform_gets_its_own_source(app):
    counts = counted(app, PostDraft("Rest.", link="https://example.com/a", tracked=True))
    assert counts[0].link == "https://example.com/a?utm_source=x&utm_medium=social&utm_campaign=rest"
    assert "utm_source=mastodon" in counts[1].text


@pytest.mark.parametrize("link", ["javascript:alert(1)", "example.com", "https://", "https://a b", "http://[", "/etc"])
def test_what_is_no_address_is_no_link(app, link):
    with pytest.raises(Refused, match="http"):
        counted(app, PostDraft("Rest.", link=link))


def test_an_account_may_say_it_in_its_own_words(app):
    draft = PostDraft(
        "Rest heals.", overrides={"on-mastodon": "Rest heals the whole body."}, accounts=("on-x", "on-mastodon")
    )
    composing.queue_post(app, "rest", draft)
    assert {one.account: one.text.splitlines()[0] for one in queued(app)} == {
        "on-x": "Rest heals.",
        "on-mastodon": "Rest heals the whole body.",
    }
    assert {one.article_id for one in queued(app)} == {None}
    with app.store.read() as connection:
        assert set(connection.exec_driver_sql("SELECT origin FROM posts").scalars()) == {"person"}


def test_it_goes_into_the_next_free_slot_or_where_a_person_puts_it(app):
    composing.queue_post(app, "rest", PostDraft("One.", accounts=("on-x",)))
    composing.queue_post(app, "rest", PostDraft("Two.", accounts=("on-x",)))
    composing.queue_post(app, "rest", PostDraft("Three.", accounts=("on-x",), when="2026-11-24T10:15"), approve=True)
    assert [one.wall for one in queued(app)] == ["2026-11-23T09:00", "2026-11-23T17:30", "2026-11-24T10:15"]
    assert [one.state for one in queued(app)] == [State.PROPOSED, State.PROPOSED, State.QUEUED]
    for when, why in (("2026-11-22T10:00", "passed already"), ("soon", r"\.")):
        with pytest.raises(Refused, match=why):
            composing.queue_post(app, "rest", PostDraft("Four.", when=when))


def test_send_now_is_due_now_for_the_accounts_that_it_names(app):
    added = composing.send_now(app, "rest", PostDraft("Now.", accounts=("on-x", "on-mastodon")))
    assert set(added.accounts) == {"on-x", "on-mastodon"}
    assert {(one.state, one.due_at) for one in queued(app)} == {(State.QUEUED, NOW)}


def test_what_an_account_says_already_is_warned_of_before_it_is_queued(app):
    composing.queue_post(app, "rest", PostDraft("Rest heals.", accounts=("on-x",)), approve=True)
    counts = counted(app, PostDraft("Rest heals."))
    assert [any("same" in said or "says" in said for said in one.findings) for one in counts] == [False, False, True]


def test_each_account_is_warned_of_its_own_words_alone(app):
    composing.queue_post(app, "rest", PostDraft("Rest heals.", accounts=("on-x",)), approve=True)
    composing.queue_post(app, "rest", PostDraft("Sleep heals.", accounts=("also-x",)), approve=True)
    own = {"on-x": "Sleep heals.", "also-x": "Rest heals."}
    asked = [PostDraft("Rest heals.", overrides=own), PostDraft("Sleep heals."), PostDraft("Rest heals.")]
    assert [[one.account for one in counted(app, draft) if one.findings] for draft in asked] == [
        [],
        ["also-x"],
        ["on-x"],
    ]


def test_to_count_for_many_accounts_asks_the_database_as_often_as_for_one(app):
    asked, often = [], []
    counted(app, PostDraft())  # after which the connection only reads
    event.listen(app.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for draft in (PostDraft("Rest."), PostDraft("Rest.", accounts=("on-x",))):
        asked.clear()
        counted(app, draft)
        often.append(len(asked))
    assert often[0] == often[1]


@pytest.mark.parametrize("text", ["x" * 20_001, "a\0b", "\ud800"])
def test_what_no_platform_takes_is_refused_wherever_it_stands(app, text):
    for draft in (PostDraft(text), PostDraft(overrides={"on-x": text})):
        for tried in (counted, partial(composing.compose_draft, name="rest")):
            with pytest.raises(Refused):
                tried(app, draft=draft)


def test_too_long_is_counted_and_not_queued(app):
    draft = PostDraft("a" * 300)
    assert [one.fits for one in counted(app, draft)] == [False, True, False]
    with pytest.raises(Refused, match="280"):
        composing.queue_post(app, "rest", draft)
    assert queued(app) == []


def test_nothing_and_nobody_is_no_post(app):
    with pytest.raises(Refused, match="nothing for"):
        composing.queue_post(app, "rest", PostDraft(" "))
    with pytest.raises(Refused, match="at least one account"):
        composing.queue_post(app, "rest", PostDraft("Rest.", accounts=()))


def test_what_is_written_is_kept_until_it_is_queued(app, key):
    post = composing.compose_draft(app, "rest", PostDraft("Re"))
    version = composing.save(app, post, 1, PostDraft("Rest heals.", overrides={"on-x": "Rest!"}, when=None))
    assert composing.opened(app, post).draft == PostDraft("Rest heals.", overrides={"on-x": "Rest!"})
    with pytest.raises(Refused, match="meanwhile"):
        composing.save(app, post, 1, PostDraft("Rest harms."))
    with pytest.raises(Refused, match="meanwhile"):
        composing.queue_post(app, "rest", PostDraft("Rest."), kept=(post, 1))
    assert queued(app) == []
    composing.queue_post(app, "rest", PostDraft("Rest."), kept=(post, version))
    assert [one.id for one in drafts.listed(app)] == [key]
    for opened in (lambda: composing.opened(app, key), lambda: drafts.opened(app, post)):
        with pytest.raises(NotFound):
            opened()


def test_of_what_is_far_too_long_only_its_length_is_said(app):
    draft = PostDraft("However, this is so. " * 40)
    assert {one.account: bool(one.findings) for one in counted(app, draft)} == {
        "on-x": False,
        "also-x": False,
        "on-mastodon": True,
    }
