"""Many events become one notice, in words that say what happened, to whom, and what mends it."""

from datetime import UTC, datetime, timedelta

import pytest

from campaign.notable import EVENTS, TROUBLES, Kind, kind_of
from campaign.notices.grouping import grouped
from campaign.notices.wording import trial, worded
from campaign.reasons import Reason
from campaign.store.notices import Untold

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
REFUSED = Reason("rejected", {"platform": "mastodon", "said": "too long"}).to_json()
ALL = tuple(Kind)


def event(number=1, kind="failed", details=REFUSED, **more):
    values = {"campaign": "rest", "account": "clinic", "delivery": number} | more
    return Untold(number, NOW + timedelta(seconds=number), kind, details=details, **values)


def trouble(number, code, about="", sentence="It is not well.", mend="Mend it."):
    details = {"code": code, "about": about, "sentence": sentence, "mend": mend}
    return event(number, "trouble", details, campaign=None, account=None, delivery=None)


def test_a_thousand_failures_are_one_line():
    notice = grouped([event(n) for n in range(1, 1_001)], ALL)
    [item] = notice.items
    assert (item.count, item.first, item.last) == (1_000, NOW + timedelta(seconds=1), NOW + timedelta(seconds=1_000))
    letter = worded(notice)
    assert letter.subject == "Campaign: 1,000 posts failed"
    assert letter.body == (
        "1,000 posts failed: campaign rest, account clinic.\n"
        "Mastodon refused the post (too long): change it with `campaign edit`, then `campaign retry` it.\n"
        "From 2026-12-01 09:00 to 2026-12-01 09:16 UTC. Deliveries: 1, 2, 3, 4, 5 and 995 more.\n"
        "\n"
        "→ campaign queue --state failed --campaign rest --account clinic\n"
    )


def test_a_name_with_a_space_can_be_typed_as_the_notice_has_it():
    spaced = {"campaign": "my spring", "account": "my clinic"}
    gone = event(2, "gone", Reason("gone", {"link": "https://example.org"}).to_json(), **spaced)
    held = event(3, "account held", Reason("unauthorized", {}).to_json(), account="my clinic", delivery=None)
    mends = [one.mend for one in grouped([event(1, **spaced), gone, held], ALL).items]
    assert mends == [
        "campaign queue --state failed --campaign 'my spring' --account 'my clinic'",
        "campaign accounts renew 'my clinic'",
        "campaign engagement list --campaign 'my spring' --account 'my clinic'",
    ]


def test_what_differs_in_account_campaign_or_reason_is_said_apart():
    others = [event(2, account="doctor"), event(3, campaign="spring"), event(4, details=Reason("too_late").to_json())]
    assert len(grouped([event(1), event(5), *others], ALL).items) == 4


def test_a_notice_says_what_is_worst_first_and_counts_each_kind():
    events = [
        trouble(1, "disk", sentence="The disk of the data folder has 90 MB left."),
        event(2, "account held", Reason("unauthorized", {"platform": "x", "said": "no"}).to_json(), delivery=None),
        event(3, "in doubt", Reason("worker_died").to_json()),
        event(4),
    ]
    letter = worded(grouped(events, ALL))
    assert letter.subject == "Campaign: 1 post failed, 1 post is in doubt, 1 account needs you, 1 trouble"
    places = [
        letter.body.index(words)
        for words in ("1 post failed", "1 post may be out or not", "Account clinic is held", "90 MB left")
    ]
    assert places == sorted(places)
    assert "→ campaign accounts renew clinic\n" in letter.body
    assert "→ Mend it.\n" in letter.body
    assert "\n\n\n" not in letter.body


def test_kinds_that_nobody_wants_are_left_out():
    assert grouped([event(1)], ("in_doubt",)) is None
    assert [one.kind for one in grouped([event(1), event(2, "in doubt")], ("in_doubt",)).items] == [Kind.IN_DOUBT]


def test_a_delivery_of_which_two_things_were_said_is_counted_once():
    left = event(9, "left to a person", Reason("answer_lost", {}).to_json(), delivery=1)
    [item] = grouped([event(1, "in doubt"), left], ALL).items
    assert (item.count, item.deliveries) == (1, (1,))


def test_the_same_events_are_told_under_the_same_name():
    assert grouped([event(1), event(2)], ALL).uid == grouped([event(1), event(2)], ALL).uid
    assert grouped([event(1), event(2)], ALL).uid != grouped([event(1), event(3)], ALL).uid


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_every_event_in_the_table_can_be_worded(kind):
    details = (
        {"code": "disk", "about": "", "sentence": "It is full.", "mend": "Make room."} if kind == "trouble" else {}
    )
    for delivery in (1, None):
        letter = worded(grouped([event(1, kind, details, delivery=delivery)], ALL))
        assert letter.body.count("→") == 1
        assert "None" not in letter.body


@pytest.mark.parametrize("code", sorted(TROUBLES))
def test_a_trouble_is_of_its_findings_kind(code):
    assert kind_of("trouble", code) is TROUBLES[code]
    assert kind_of("trouble", "disk") is Kind.HEALTH


def test_a_clock_that_was_set_is_said_with_how_far_and_by_whom():
    said = worded(grouped([event(1, "clock set", {"by_s": -3600.2, "worker": "w1"}, delivery=None)], ALL)).body
    assert "The wall clock of worker w1 was set back by 3,600 s." in said


def test_a_trial_says_that_nothing_is_wrong():
    assert "Nothing is wrong" in trial("here").body
