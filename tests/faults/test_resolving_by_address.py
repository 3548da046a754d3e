"""A person who gives a post's address gives its id with it: what comes after it answers it, and nothing takes it twice."""

import pytest

from campaign.desk import deliveries
from campaign.errors import Refused
from campaign.states import State
from campaign.store.values import Selection
from tests.faults.line import lines
from tests.faults.network import FAULTS

LOST = FAULTS["closed before the headers, taken"]


@pytest.fixture
def line(tmp_path):
    yield from lines(tmp_path)


def in_doubt(line, kind):
    """The ids of a thread whose first part is out, though nobody here knows."""
    line.network.arm(LOST)
    ids = line.thread(kind)
    line.pass_()
    assert line.row(ids[0]).state is State.IN_DOUBT
    return ids


def resolve(line, key, url):
    return deliveries.resolve_doubt(line.app, Selection((key,)), url)


def answered(line, kind):
    """What the second post that the platform took answers, as the platform names it."""
    if kind == "x":
        return line.platforms.x_fake.replies[line.platforms.x_fake.posts[1][0]]
    if kind == "pds":
        [second] = [one for _, one in line.platforms.pds_fake._records.values() if "reply" in one]
        assert second["reply"]["root"] == second["reply"]["parent"]
        return second["reply"]["parent"]["uri"].rpartition("/")[2]
    return line.platforms.apps[kind].statuses[1]["in_reply_to_id"]


@pytest.mark.parametrize("kind", ["x", "pds", "key", "read"])
def test_the_next_part_of_a_thread_answers_the_post_at_the_address_that_a_person_gives(line, kind):
    ids = in_doubt(line, kind)
    address = line.seen[line.row(ids[0]).text]
    assert resolve(line, ids[0], address) == [ids[0]]
    line.come_to_rest()
    assert [line.row(key).state for key in ids] == [State.PUBLISHED] * 2
    assert answered(line, kind) == address.rpartition("/")[2]
    assert line.network.sent[kind] == 2


@pytest.mark.parametrize("kind", ["x", "pds", "key", "read"])
def test_an_address_of_another_platform_is_refused_in_one_sentence(line, kind):
    ids = in_doubt(line, kind)
    with pytest.raises(Refused, match=rf"^That is no address of a post of account {kind}-0: on \w+ it is [^ ]+.*\.$"):
        resolve(line, ids[0], "https://example.org/1")
    assert line.row(ids[0]).state is State.IN_DOUBT


def test_a_webhooks_post_may_be_anywhere(line):
    ids = in_doubt(line, "deaf")
    resolve(line, ids[0], "https://example.org/1")
    assert line.row(ids[0]).remote_url == "https://example.org/1"


def test_one_address_is_not_taken_for_two_posts(line):
    ids = in_doubt(line, "x")
    with pytest.raises(Refused, match="name one delivery"):
        deliveries.resolve_doubt(line.app, Selection(tuple(ids)), "https://x.com/clinic/status/1")
