"""What opens a door for programs, and for reviewers without an account."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaign.desk import deliveries, links, tokens, users
from campaign.errors import NotFound, Refused
from campaign.rights import Kind, Role
from campaign.states import State
from campaign.store.history import Filter
from campaign.store.models import metadata
from campaign.store.people import replays
from tests.people.conftest import NOW, PASSWORD, at, with_posts


def everything(app):
    """Every row of every table."""
    with app.store.read() as connection:
        return {name: connection.execute(select(table)).all() for name, table in metadata.tables.items()}


def by_name(app, name):
    from campaign.rights import Person

    found = next(one for one in users.listed(app) if one.name == name)
    return Person(found.name, found.role, found.id)


# -- tokens


def test_a_token_opens_what_its_scopes_say_and_is_kept_as_a_hash(app):
    made = tokens.add(app, "bot", ["write", "read"])
    assert made.secret.startswith(f"hcs_{made.token.uid}_")
    person = tokens.who(app, made.secret)
    assert [kind for kind in Kind if person.may(kind)] == [Kind.READ, Kind.WRITE]
    assert made.secret.split("_", 2)[2] not in str(everything(app))


@pytest.mark.parametrize(
    "wrong", ["", "hcs", "hcs_", "hcs_{uid}_", "hcs_{uid}_wrong", "abc_{uid}_{secret}", "hcs_x_{secret}"]
)
def test_what_is_no_token_opens_nothing(small, wrong):
    made = tokens.add(small, "bot", ["read"])
    secret = made.secret.split("_", 2)[2]
    assert tokens.who(small, wrong.format(uid=made.token.uid, secret=secret)) is None
    assert tokens.who(small, f"hcs_{made.token.uid}_{secret}")


def test_a_revoked_token_opens_nothing(app):
    made = tokens.add(app, "bot", ["read"])
    assert tokens.revoke(app, made.token.uid, dry_run=True).revoked_at
    assert tokens.who(app, made.secret)
    assert tokens.revoke(app, made.token.uid).revoked_at == NOW
    assert tokens.who(app, made.secret) is None
    with pytest.raises(NotFound):
        tokens.revoke(app, "another")


@pytest.mark.parametrize("scopes", [[], ["everything"], ["read", "Write"]])
def test_a_scope_that_there_is_not_is_refused_with_those_that_there_are(small, scopes):
    with pytest.raises(Refused, match="read, write, approve, accounts, people"):
        tokens.add(small, "bot", scopes)


def test_a_token_is_never_more_than_its_maker_and_becomes_less_with_them(peopled):
    with pytest.raises(Refused, match="Your role may not"):
        tokens.add(peopled, "bot", ["approve"], by_name(peopled, "editor"))
    made = tokens.add(peopled, "bot", ["read", "write"], by_name(peopled, "editor"))
    assert tokens.who(peopled, made.secret).may(Kind.WRITE)
    users.set_role(peopled, "editor", Role.VIEWER)
    assert not tokens.who(peopled, made.secret).may(Kind.WRITE)
    assert tokens.who(peopled, made.secret).may(Kind.READ)


def test_when_a_token_was_last_used_is_known_to_the_hour(app):
    made = tokens.add(app, "bot", ["read"])
    for minutes in (0, 59, 61):
        tokens.who(at(app, NOW + timedelta(minutes=minutes)), made.secret)
        [known] = tokens.listed(app)
        assert known.used_at == NOW + timedelta(minutes=61 if minutes == 61 else 0)


# -- links


@pytest.fixture
def posts(app, tmp_path):
    return with_posts(app, tmp_path, "rest", "sleep")


def read(app, secret):
    from campaign.store.values import fingerprint

    return {one.id: fingerprint(one.text) for one in links.review(app, secret).waiting}


def states(app, ids):
    return {one.state for one in deliveries.listed(app, Filter(ids=ids))}


def test_a_reviewer_sees_the_waiting_posts_of_one_campaign_and_looking_changes_nothing(app, posts):
    made = links.add(app, "Dr. Weber", "rest")
    before = everything(app)
    assert set(read(app, made.secret)) == set(posts["rest"])
    assert everything(app) == before
    assert made.secret not in str(before)


def test_what_a_reviewer_approves_is_signed_with_the_link_and_bound_to_the_text(app, posts):
    made = links.add(app, "Dr. Weber", "rest")
    texts = read(app, made.secret)
    assert sorted(links.approve(app, made.secret, texts)) == sorted(posts["rest"])
    assert states(app, posts["rest"]) == {State.QUEUED}
    assert states(app, posts["sleep"]) == {State.PROPOSED}
    done = [one for one in users.done(app, 100) if one.kind == "approved"]
    assert {one.actor for one in done} == {f"Dr. Weber (by link {made.link.id})"}
    assert {one.delivery_id: one.details["text_sha256"] for one in done} == texts


def test_a_text_that_was_changed_after_it_was_read_is_not_approved(app, posts):
    made = links.add(app, "Dr. Weber", "rest")
    texts = read(app, made.secret)
    deliveries.edit(app, posts["rest"][0], "Another text altogether. #RestHelps")
    with pytest.raises(Refused, match="was changed since you read it"):
        links.approve(app, made.secret, texts)
    assert states(app, posts["rest"]) == {State.PROPOSED}


def test_an_edit_voids_an_approval(app, posts):
    made = links.add(app, "Dr. Weber", "rest")
    links.approve(app, made.secret, read(app, made.secret))
    deliveries.edit(app, posts["rest"][0], "Another text altogether. #RestHelps")
    assert states(app, posts["rest"][:1]) == {State.PROPOSED}


def test_a_post_of_another_campaign_is_neither_approved_nor_commented(app, posts):
    mine, other = links.add(app, "Dr. Weber", "rest"), links.add(app, "Dr. Weber", "sleep")
    texts = read(app, other.secret)
    with pytest.raises(NotFound):
        links.approve(app, mine.secret, texts)
    with pytest.raises(NotFound):
        links.comment(app, mine.secret, posts["sleep"][0], "hm")
    assert states(app, posts["sleep"]) == {State.PROPOSED}


@pytest.mark.parametrize("how", ["revoked", "over", "unknown", "a token's", "of somebody who may not approve any more"])
def test_a_link_that_opens_nothing_says_the_same_whatever_is_wrong(peopled, tmp_path, how):
    with_posts(peopled, tmp_path, "rest")
    made = links.add(peopled, "Dr. Weber", "rest", "3d", by_name(peopled, "approver"))
    secret, now = made.secret, peopled
    if how == "revoked":
        links.revoke(peopled, made.link.id)
    elif how == "over":
        now = at(peopled, NOW + timedelta(days=3))
    elif how == "unknown":
        secret = "x" * 43
    elif how == "a token's":
        secret = tokens.add(peopled, "bot", ["approve"]).secret
    else:
        users.set_role(peopled, "approver", Role.VIEWER)
    for act in (
        lambda: links.review(now, secret),
        lambda: links.approve(now, secret, {}),
        lambda: links.comment(now, secret, 1, "hm"),
    ):
        with pytest.raises(NotFound, match="ask whoever sent it for a new one"):
            act()


def test_a_comment_is_in_the_log(app, posts):
    made = links.add(app, "Dr. Weber", "rest")
    links.comment(app, made.secret, posts["rest"][0], "  Not “heals”: “helps to heal”. ")
    [said] = users.done(app, 1)
    assert (said.kind, said.delivery_id, said.details) == (
        "commented",
        posts["rest"][0],
        {"words": "Not “heals”: “helps to heal”."},
    )
    for words in (" ", "x" * 2001):
        with pytest.raises(Refused, match="A comment has"):
            links.comment(app, made.secret, posts["rest"][0], words)


@pytest.mark.parametrize("lasts", ["0h", "91d", "soon"])
def test_a_link_lasts_at_most_ninety_days(small, tmp_path, lasts):
    with_posts(small, tmp_path, "rest")
    with pytest.raises(Refused):
        links.add(small, "Dr. Weber", "rest", lasts)


def test_a_link_names_the_public_address_and_holds_256_random_bits(small, tmp_path):
    with_posts(small, tmp_path, "rest")
    one, other = (links.add(small, "Dr. Weber", "rest") for _ in range(2))
    assert one.url == f"http://127.0.0.1:8321/review/{one.secret}"
    assert len(one.secret) == 43
    assert one.secret != other.secret


# -- replays


def test_a_key_that_was_said_before_is_answered_the_same_and_done_once(app):
    key = replays.key_of("anna", "k1")
    with app.store.write() as connection:
        assert replays.take(connection, key, "asked", NOW) is None
    with app.store.write() as connection:
        assert replays.take(connection, key, "asked", NOW).status is None
        replays.keep(connection, key, 201, "{}")
    with app.store.write() as connection:
        assert replays.take(connection, key, "asked", NOW) == replays.Answered("asked", 201, "{}")
        assert replays.take(connection, key, "asked", NOW + replays.KEPT_FOR) is None
    assert key != replays.key_of("ann", "ak1")


def test_who_died_over_an_answer_does_not_block_its_key_for_ever(app):
    with app.store.write() as connection:
        assert replays.take(connection, "k", "asked", NOW) is None
        assert replays.take(connection, "k", "asked", NOW + timedelta(minutes=4))
        assert replays.take(connection, "k", "asked", NOW + replays.GIVEN_UP_AFTER) is None
        replays.give_back(connection, "k")
        assert replays.take(connection, "k", "asked", NOW) is None


def test_a_user_logs_in_by_name_alone(peopled):
    assert by_name(peopled, "viewer").role is Role.VIEWER
    assert PASSWORD not in str(everything(peopled))
