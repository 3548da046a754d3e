"""Campaigns as they are kept: one by its name is the same as among all of them."""

import pytest

from campaign.errors import NotFound
from campaign.store import campaigns
from tests.store.world import TERMS, World, act


@pytest.fixture
def world(store):
    return World(store, names=("a", "b", "c"))


def test_a_campaign_that_is_read_by_itself_is_as_it_is_among_all(world):
    for name in ("first", "second"):
        world.new_campaign(name)
    with world.store.read() as connection:
        every = campaigns.campaigns(connection)
        assert [campaigns.campaign(connection, one.name) for one in every] == every
    assert [len(one.speakers) for one in every] == [3, 3, 3]


def test_a_campaign_that_there_is_not_is_not_found(world):
    with world.store.read() as connection, pytest.raises(NotFound, match="nothing"):
        campaigns.campaign(connection, "nothing")


def test_what_reports_take_of_campaigns_comes_by_name_or_as_they_are_named(world):
    for name in ("second", "first"):
        world.new_campaign(name)
    with world.store.read() as connection:
        every = campaigns.campaigns(connection)
        outlines = [(one.id, one.name, tuple(one.hashtags), one.timezone) for one in campaigns.outlines(connection)]
        assert outlines == [(one.id, one.name, one.terms.hashtags, one.terms.timezone) for one in every]
        assert [one.name for one in campaigns.outlines(connection, ["second", "first"])] == ["second", "first"]
        with pytest.raises(NotFound, match="nothing"):
            campaigns.outlines(connection, ["first", "nothing"])


def test_an_account_speaks_in_the_campaigns_that_name_it_in_order_but_for_one_that_is_put_away(world):
    for name in ("second", "first", "old"):
        made = world.new_campaign(name)
    with world.store.write() as connection:
        campaigns.set_campaign_state(connection, made, "archived", act())
        campaigns.change_campaign(connection, world.campaign, TERMS, world.campaign.speakers[:1], act())
        found = campaigns.spoken_in(connection, without="archived")
    speakers = [one.account.id for one in world.campaign.speakers]
    assert [found[key] for key in speakers] == [["first", "rest", "second"], *[["first", "second"]] * 2]
