"""The table of states is checked at import; the docs draw it."""

from pathlib import Path

from campaign.states import ENDS, FROZEN, TRANSITIONS, State, diagram


def test_the_docs_show_the_codes_own_table():
    text = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text()
    assert f"```mermaid\n{diagram()}```" in text


def test_nothing_leaves_what_is_published_or_cancelled():
    assert {State.PUBLISHED, State.CANCELLED} == ENDS


def test_what_may_be_on_its_way_leads_to_no_cancellation_and_no_proposal():
    forbidden = {State.CANCELLED, State.PROPOSED, State.MISSED}
    assert not [(was, to) for was, to in TRANSITIONS if was in FROZEN and to in forbidden]


def test_a_delivery_in_doubt_is_never_sending_again_without_being_queued_first():
    assert {to for was, to in TRANSITIONS if was is State.IN_DOUBT} == {State.PUBLISHED, State.QUEUED}
