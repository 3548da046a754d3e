"""A reason is stored as a code and values, and worded in one sentence that says what to do."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign import doubt
from campaign.publishing import reconciling, retry
from campaign.reasons import ON_PAGES, SENTENCES, Reason, Voice, parted, words
from campaign.store.queue import settling

VALUES = {
    "platform": "mastodon",
    "said": "The text is too long.",
    "attempts": "5",
    "error": "KeyError",
    "account": "clinic",
    "words": "there is no key",
    "note": "say it more kindly",
    "who": "Ada",
    "counted": "300",
    "most": "280",
    "price": "$0.20",
    "tag": "#rest",
    "delivery": "12",
    "state": "published",
    "name": "clinic",
    "at": "2026-12-01T09:00:00+00:00",
    "link": "https://example.org",
    "since": "2026-12-01T09:00:00+00:00",
    "why": "no reason given",
    "asked": "2027-12-01T09:00:00+00:00",
    "window": "5m",
    "until": "2026-12-01T09:00:00+00:00",
    "times": "3",
}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_reason_is_one_sentence_with_nothing_left_to_fill_in(code):
    sentence = words(Reason(code, VALUES))
    assert sentence[0].isupper()
    assert not sentence.endswith(".")
    assert ". " not in sentence
    assert "…" not in sentence
    assert ": " in sentence  # what happened: what to do


def test_a_reason_says_what_the_platform_said_and_what_to_do():
    assert words(Reason("rejected", VALUES)) == (
        "Mastodon refused the post (The text is too long): change it with `campaign edit`, then `campaign retry` it"
    )


def test_a_platform_is_called_as_people_know_it_in_the_midst_of_a_sentence_too():
    assert words(Reason("too_long", VALUES)).startswith("It counts 300 on Mastodon, and 280 is the most: ")
    assert words(Reason("rejected", VALUES | {"platform": "feed"})).startswith("Built-in feed refused the post")


def test_a_post_that_may_have_been_sent_since_a_backup_says_so_before_what_else_to_do():
    since = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert words(Reason("rejected", VALUES).unsure_since(since), "Europe/Berlin") == (
        "Mastodon refused the post (The text is too long): a backup was put back on 2026-12-01 10:00 Europe/Berlin, which "
        "does not know whether it went out since, so look at the account first; change it with `campaign edit`, then "
        "`campaign retry` it"
    )


def test_where_nothing_else_is_to_be_done_the_look_at_the_account_is_all():
    since = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert words(Reason("of_an_older_release").unsure_since(since)).endswith("so look at the account first")


def test_a_cancelled_post_that_may_be_out_is_not_to_be_cancelled_once_more():
    assert (
        parted(Reason("restored_waiting"), voice=Voice.PAGES)[1]
        == "look at the account: let it go only if it is not out"
    )


def test_a_name_with_a_space_can_be_typed_as_the_sentence_has_it():
    spaced = VALUES | {"name": "my clinic", "account": "my clinic"}
    assert "`campaign accounts resume 'my clinic'` lets it go on" in words(Reason("account_paused", spaced))
    assert words(Reason("account_is_paused", spaced)) == (
        "Account my clinic is paused: `campaign accounts resume 'my clinic'` lets it speak again"
    )


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_command_on_an_account_or_a_campaign_names_which(code):
    advice = words(Reason(code, VALUES)).split("`")
    named = ("campaign accounts", "campaign resume", "campaign unarchive")
    assert [one for one in advice if one.startswith(named) and "clinic" not in one] == []


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_page_says_the_same_and_names_no_command(code):
    reason = Reason(code, VALUES)
    said, told = words(reason, voice=Voice.PAGES), words(reason)
    assert "`" not in said
    assert said.partition(": ")[0] == told.partition(": ")[0]
    assert (said == told) == ("`" not in told)
    assert set(ON_PAGES) <= set(SENTENCES)


@pytest.mark.parametrize("module", [retry, doubt, reconciling, settling])
def test_every_code_that_a_decision_gives_has_its_sentence(module):
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason"]
    codes = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert codes <= set(SENTENCES)
    assert codes


def test_a_code_that_this_release_does_not_know_is_shown_as_it_is():
    assert words(Reason("parent_gone")) == "Parent gone"


def test_a_value_that_is_missing_does_not_break_the_page():
    assert words(Reason("rejected")).startswith("… refused the post (…)")


@pytest.mark.parametrize(
    ("until", "zone", "said"),
    [
        ("2026-12-01T09:00:00+00:00", "Europe/Berlin", "2026-12-01 10:00 Europe/Berlin"),
        ("2026-07-01T09:00:05+00:00", "Europe/Berlin", "2026-07-01 11:00:05 Europe/Berlin"),
        ("2026-12-01T23:30:00+00:00", "Asia/Kolkata", "2026-12-02 05:00 Asia/Kolkata"),
        # As an older release stored it.
        ("2026-12-01 09:00:00 UTC", "Europe/Berlin", "2026-12-01 09:00:00 UTC"),
    ],
)
def test_a_time_is_said_in_the_zone_of_whoever_reads_with_its_name(until, zone, said):
    assert words(Reason("budget", {**VALUES, "until": until}), zone).endswith(f"it goes out by itself at {said}")


def test_what_a_platform_says_is_never_a_template():
    assert "{attempts}" in words(Reason("rejected", {**VALUES, "said": "{attempts}"}))
