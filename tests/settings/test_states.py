"""The table of states is checked at import; the docs draw it."""

from pathlib import Path

from campaign.states import ENDS, FROZEN, TRANSITIONS, State, diagram


def test_the_docs_show_the_codes_own_table():
    text = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text()
    assert f"```mermaid\n{diagram()}```" in text


def test_nothing_leaves_what_is_published():
    assert {State.PUBLISHED} == ENDS


def test_what_may_be_on_its_way_leads_to_no_cancellation_and_no_proposal():
    forbidden = {State.CANCELLED, State.PROPOSED, State.MISSED}
    assert not [(was, to) for was, to in TRANSITIONS if was in FROZEN and to in forbidden]


def test_a_delivery_in_doubt_is_out_or_proven_absent_or_sent_again_under_its_key_and_nothing_else():
    assert {to for was, to in TRANSITIONS if was is State.IN_DOUBT} == {State.PUBLISHED, State.QUEUED, State.SENDING}


def test_a_receipt_that_comes_late_ends_whatever_its_delivery_has_become_but_what_was_cancelled_or_edited():
    assert {was for was, to in TRANSITIONS if to is State.PUBLISHED} == set(State) - {
        State.PROPOSED,
        State.CANCELLED,
        State.PUBLISHED,
    }
