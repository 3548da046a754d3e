"""An article is cut, worked on and queued: nothing is lost between two windows, nothing is queued by halves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from campaign.desk import adding, campaigns, deliveries, drafts
from campaign.desk.campaigns import Wish
from campaign.desk.sources import Address, Pasted, Uploaded
from campaign.errors import CampaignError, NotFound, Refused
from campaign.states import State
from campaign.store import drafts as kept
from campaign.store.history import Filter
from campaign.store.models import Draft
from posts.errors import ArticleError, PostsError, ShapeError
from posts.shaping import Aim, Drop, Merge, Split, Tag, TakeUp, Write, too_long
from tests.drafting.conftest import ARTICLE


def queued(app):
    return deliveries.listed(app, Filter())


def texts(app):
    return sorted((one.account, one.scheduled_for, one.text) for one in queued(app))


def change(app, key, post, what, sheet=0):
    return drafts.change_draft(app, key, drafts.opened(app, key).kept.version, sheet, post, what)


def test_a_draft_that_nobody_changes_becomes_what_add_would_have_queued(app, key, tmp_path):
    foreseen = drafts.preview(app, drafts.opened(app, key))
    drafts.queue_draft(app, key, 1)
    by_draft = texts(app)
    assert by_draft == sorted((one.account, one.at, one.text) for one in foreseen)
    campaigns.new(app, "other", Wish(hashtags=["#RestHelps"], accounts=("on-x",), times=["daily 11:00"]))
    (tmp_path / "article.txt").write_text(ARTICLE)
    added = adding.add(app, "other", str(tmp_path / "article.txt"))
    assert [one.text for one in added.deliveries] == [text for name, _, text in by_draft if name == "on-x"]


def test_accounts_with_equal_limits_share_a_sheet(app, key):
    assert [one.accounts for one in drafts.opened(app, key).draft.sheets] == [("also-x", "on-x"), ("on-mastodon",)]


def test_nothing_is_queued_before_a_person_says_so(app, key):
    drafts.preview(app, drafts.opened(app, key))
    assert queued(app) == []
    assert [one.title for one in drafts.listed(app)] == ["Why rest helps"]
    drafts.queue_draft(app, key, 1, approve=True)
    assert {one.state for one in queued(app)} == {State.QUEUED}
    assert drafts.listed(app) == []
    with pytest.raises(NotFound, match="queued or discarded"):
        drafts.opened(app, key)


def test_what_a_person_did_is_what_goes_out(app, key):
    before = len(drafts.opened(app, key).draft.sheets[0].posts)
    change(app, key, 0, Write("Rest heals, says a study."))
    change(app, key, 0, Tag("sleep"))
    change(app, key, 1, Aim(("also-x",)))
    change(app, key, 2, Drop())
    drafts.queue_draft(app, key, drafts.opened(app, key).kept.version)
    said = {name: [one.text for one in queued(app) if one.account == name] for name in ("on-x", "also-x")}
    assert said["on-x"][0] == said["also-x"][0] == "Rest heals, says a study.\n#RestHelps #sleep"
    assert (len(said["on-x"]), len(said["also-x"])) == (before - 2, before - 1)
    first = queued(app)[0]
    assert first.body.startswith("Fact number 1")
    assert first.spans
    with app.store.read() as connection:
        origins = connection.exec_driver_sql("SELECT origin, count(*) FROM posts GROUP BY origin").all()
    assert dict(map(tuple, origins))["person"] == 1


def test_of_two_windows_the_second_is_refused_and_nothing_is_lost(app, key):
    drafts.change_draft(app, key, 1, 0, 0, Write("The first window's words."))
    with pytest.raises(Refused, match=r"^\S+ changed this draft meanwhile"):
        drafts.change_draft(app, key, 1, 0, 0, Write("The second window's words."))
    with pytest.raises(Refused, match="changed this draft meanwhile"):
        drafts.queue_draft(app, key, 1)
    with pytest.raises(Refused, match="changed this draft meanwhile"):
        drafts.discard(app, key, 1)
    assert queued(app) == []
    assert drafts.opened(app, key).draft.sheets[0].posts[0].post.said == "The first window's words."


def test_a_window_of_a_draft_that_was_queued_changes_no_other_draft(app, key):
    drafts.queue_draft(app, key, 1)
    another = drafts.draft_article(app, "rest", Pasted("Sleep heals the body every night. " * 20))
    before = drafts.opened(app, another).draft
    with pytest.raises(NotFound, match="queued or discarded meanwhile"):
        drafts.change_draft(app, key, 1, 0, 0, Drop())
    assert drafts.opened(app, another).draft == before


def test_a_version_is_read_once_and_what_was_only_tried_is_none(app, key, monkeypatch):
    read, value = [], kept.value
    monkeypatch.setattr(kept, "value", lambda connection, one: read.append(one) or value(connection, one))
    before = drafts.opened(app, key)
    tried = drafts.change_draft(app, key, 1, 0, 0, Write("Only tried."), dry_run=True)
    assert tried.draft.sheets[0].posts[0].post.said == "Only tried."
    assert drafts.opened(app, key) == before
    assert drafts.change_draft(app, key, 1, 0, 0, Write("Meant.")) == drafts.opened(app, key)
    assert drafts.opened(app, key).draft.sheets[0].posts[0].post.said == "Meant."
    assert len(read) <= 2  # version 1, unless it was at hand, and version 2


def test_a_backup_that_was_put_back_comes_to_another_second_version(app, key):
    drafts.change_draft(app, key, 1, 0, 0, Write("Before."))
    assert drafts.opened(app, key).draft.sheets[0].posts[0].post.said == "Before."
    with app.store.write() as connection:  # as the backup has it
        value = {**kept.value(connection, key), "sheets": []}
        later = app.clock.now() + timedelta(minutes=1)
        connection.execute(update(Draft).where(Draft.id == key).values(value=value, version=2, updated_at=later))
    assert drafts.opened(app, key).draft.sheets == ()


def test_a_thread_and_back_keeps_what_was_worked_on(app, key):
    change(app, key, 0, Write("Worked on."))
    thread = drafts.reshape(app, key, 2, thread=True)
    assert thread.draft.thread
    assert "1/" in thread.leaf(0, 0).posts[0][2].text
    drafts.change_draft(app, key, 3, 0, 0, Write("The head of a thread."))
    back = drafts.reshape(app, key, 4, thread=False)
    assert back.draft.sheets[0].posts[0].post.said == "Worked on."
    again = drafts.reshape(app, key, 5, thread=True)
    assert again.draft.sheets[0].posts[0].post.said == "The head of a thread."
    drafts.queue_draft(app, key, 6)
    assert {one.of for one in queued(app) if one.account == "on-x"} == {len(again.draft.sheets[0].posts)}


def test_a_post_that_is_too_long_is_marked_and_not_queued(app, key):
    opened = change(app, key, 0, Write("long " * 80))
    assert not opened.leaf(0, 0).posts[0][2].fits
    for tried in (lambda: drafts.preview(app, drafts.opened(app, key)), lambda: drafts.queue_draft(app, key, 2)):
        with pytest.raises(Refused, match=r"[^.]+\."):
            tried()
    assert queued(app) == []
    assert drafts.opened(app, key).kept.version == 2


def test_a_post_that_nobody_says_any_more_is_not_in_the_way_however_long_it_is(app, key):
    sheet = change(app, key, 0, Write("long " * 80)).draft.sheets[0]
    assert [place for place, _ in too_long(sheet)] == [0]
    assert too_long(replace(sheet, accounts=())) == ()


def test_a_change_that_cannot_be_made_changes_nothing(app, key):
    for what in (Split(0), TakeUp(99), Tag("no-tag"), Write(" ")):
        with pytest.raises(PostsError):
            change(app, key, 0, what)
    for sheet in (-1, 2):
        with pytest.raises(Refused, match="no such post"):
            change(app, key, 0, Drop(), sheet)
    with pytest.raises(ShapeError):
        change(app, key, 99, Merge())
    assert drafts.opened(app, key).kept.version == 1


def test_an_article_is_not_queued_twice_by_mistake(app, key):
    second = drafts.draft_article(app, "rest", Pasted(ARTICLE))
    drafts.queue_draft(app, key, 1)
    with pytest.raises(Refused, match="already"):
        drafts.queue_draft(app, second, 1)
    drafts.queue_draft(app, second, 1, again=True)


def test_the_campaigns_tag_of_today_is_what_is_shown_and_said(app, key):
    campaigns.change(app, "rest", Wish(hashtags=["#SleepHelps"]))
    assert all("#SleepHelps" in look.text for _, _, look in drafts.opened(app, key).leaf(0, 0).posts)
    drafts.queue_draft(app, key, 1)
    assert all("#SleepHelps" in one.text for one in queued(app))


def test_an_account_that_speaks_no_more_is_in_no_sheet(app, key):
    campaigns.change(app, "rest", Wish(accounts=("on-x",)))
    assert [one.accounts for one in drafts.opened(app, key).draft.sheets] == [("on-x",), ()]
    drafts.queue_draft(app, key, 1)
    assert {one.account for one in queued(app)} == {"on-x"}


def test_a_draft_of_which_all_is_dropped_cannot_be_queued(app):
    key = drafts.draft_article(app, "rest", Pasted(ARTICLE))
    for sheet, made in enumerate(drafts.opened(app, key).draft.sheets):
        for post in range(len(made.posts)):
            change(app, key, post, Drop(), sheet)
    with pytest.raises(Refused, match="take one back"):
        drafts.queue_draft(app, key, drafts.opened(app, key).kept.version)


@pytest.mark.parametrize("path", ["/etc/passwd", "file:///etc/passwd", "-", "", "config.toml", "ftp://example.com/a"])
def test_no_file_of_the_servers_is_read_for_who_asks(app, path):
    with pytest.raises(ArticleError, match="http"):
        drafts.draft_article(app, "rest", Address(path))


@pytest.mark.parametrize(
    "given",
    [
        *(Pasted(""), Pasted(" \n "), Uploaded("a.pdf", b"%PDF-1.7 nonsense"), Uploaded("a.docx", b"PK\x03\x04word/")),
        *(Uploaded("", b""), Uploaded("../../etc/passwd", b"\0"), Uploaded("big.txt", b"a" * 5_000_001)),
    ],
)
def test_what_holds_no_article_is_refused_in_words(app, given):
    with pytest.raises((PostsError, CampaignError), match=r"^[A-Za-z.“/].*\.$"):
        drafts.draft_article(app, "rest", given)
    assert drafts.listed(app) == []


def test_a_dry_run_keeps_nothing(app, key):
    drafts.draft_article(app, "rest", Pasted(ARTICLE), dry_run=True)
    drafts.change_draft(app, key, 1, 0, 0, Drop(), dry_run=True)
    drafts.discard(app, key, 1, dry_run=True)
    assert drafts.queue_draft(app, key, 1, dry_run=True).ids == ()
    assert [one.version for one in drafts.listed(app)] == [1]
    assert queued(app) == []


def test_a_text_that_would_take_long_to_cut_is_refused_before_it_is_cut(app, monkeypatch):
    def never(*_given):
        raise AssertionError("it was cut")

    monkeypatch.setattr(drafts, "cuts_of", never)
    with pytest.raises(Refused, match=r"100,00\d characters, and a draft holds 100,000: hand it in part by part"):
        drafts.draft_article(app, "rest", Pasted("Words go on. " * 7_693))
    assert drafts.listed(app) == []
