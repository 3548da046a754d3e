"""Users, their passwords, and what a role may."""

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign import passwords
from campaign.desk import entering, links, tokens, users
from campaign.errors import NotFound, Refused
from campaign.rights import EVERYTHING, RIGHTS, Kind, Person, Role
from campaign.store.people import tries
from campaign.store.people.tries import Tries
from tests.people.conftest import NOW, PASSWORD, at, with_posts

HERE = "127.0.0.1"


@given(st.sampled_from(Role), st.sets(st.sampled_from(Kind)), st.sampled_from(Kind))
def test_a_token_never_may_what_its_makers_role_may_not(role, scopes, kind):
    assert Person("a", role, scopes=frozenset(scopes)).may(kind) == (kind in RIGHTS[role] and kind in scopes)


def test_an_owner_may_everything_and_everybody_may_look():
    assert RIGHTS[Role.OWNER] == EVERYTHING
    assert all(Kind.READ in rights for rights in RIGHTS.values())
    assert [role for role in Role if Kind.PEOPLE in RIGHTS[role]] == [Role.OWNER]


def test_whose_posts_need_approval_does_not_approve_them():
    assert Kind.APPROVE not in RIGHTS[Role.EDITOR]
    assert Kind.WRITE not in RIGHTS[Role.APPROVER]


def test_the_first_user_is_an_owner_and_those_who_follow_look_on(app):
    with pytest.raises(Refused, match="first user is an owner"):
        users.add(app, "anna", PASSWORD, Role.VIEWER)
    assert users.add(app, "anna", PASSWORD).role is Role.OWNER
    assert users.add(app, "ben", PASSWORD).role is Role.VIEWER
    assert [one.name for one in users.listed(app)] == ["anna", "ben"]


@pytest.mark.parametrize("name", ["", " anna", "an\nna", "a" * 65, "<b>", "anna (by link 1)", "-anna"])
def test_a_name_that_could_pass_for_something_else_is_refused(small, name):
    with pytest.raises(Refused, match="A user's name"):
        users.add(small, name, PASSWORD)


def test_a_name_that_differs_in_case_alone_is_taken(app):
    users.add(app, "Anna", PASSWORD)
    with pytest.raises(Refused, match="“Anna” already"):
        users.add(app, "anna", PASSWORD)


def test_the_last_owner_stays_one(peopled):
    for act in (lambda: users.remove(peopled, "owner"), lambda: users.set_role(peopled, "owner", Role.EDITOR)):
        with pytest.raises(Refused, match="is the last owner"):
            act()
    users.set_role(peopled, "editor", Role.OWNER)
    users.remove(peopled, "owner")
    with pytest.raises(Refused, match="is the last owner"):
        users.remove(peopled, "editor")


def test_a_dry_run_changes_nothing(peopled):
    users.add(peopled, "new", PASSWORD, dry_run=True)
    users.remove(peopled, "viewer", dry_run=True)
    users.set_role(peopled, "viewer", Role.OWNER, dry_run=True)
    assert {one.name: one.role for one in users.listed(peopled)} == {role.value: role for role in Role}


def test_twelve_characters_are_a_password_and_eleven_are_not():
    assert passwords.hashed("x" * 12)
    for wrong in ("x" * 11, "", "x" * 1025):
        with pytest.raises(Refused, match=r"^A password has at (least 12|most 1024) characters[^.]*\.$"):
            passwords.hashed(wrong)


@given(st.text(min_size=12, max_size=40), st.text(max_size=40))
def test_a_password_fits_itself_and_no_other(one, other):
    kept = passwords.hashed(one)
    assert passwords.fits(one, kept)
    assert passwords.fits(other, kept) == (one == other)
    assert not passwords.fits(one, None)
    assert one not in kept


def test_who_removes_a_user_removes_all_that_opened_a_door_for_them(peopled, tmp_path):
    with_posts(peopled, tmp_path, "rest")
    entered = entering.log_in(peopled, "approver", PASSWORD, HERE)
    person = entering.who(peopled, entered.secret)
    token = tokens.add(peopled, "bot", ["read"], person)
    link = links.add(peopled, "Dr. Weber", "rest", maker=person)
    users.remove(peopled, "approver")
    assert entering.who(peopled, entered.secret) is None
    assert tokens.who(peopled, token.secret) is None
    with pytest.raises(NotFound):
        links.review(peopled, link.secret)


# -- logging in


def test_as_long_as_there_is_no_user_everybody_is_an_owner_named_local(app):
    person = entering.who(app, None)
    assert (person.name, person.role) == ("local", Role.OWNER)
    users.add(app, "anna", PASSWORD)
    assert entering.who(app, None) is None


def test_a_login_always_begins_a_session_of_a_new_id_and_ends_the_one_it_came_with(peopled):
    first = entering.log_in(peopled, "owner", PASSWORD, HERE)
    second = entering.log_in(peopled, "editor", PASSWORD, HERE, old=first.secret)
    assert first.secret != second.secret
    assert entering.who(peopled, first.secret) is None
    assert entering.who(peopled, second.secret).name == "editor"
    planted = "an id that somebody else has chosen"
    third = entering.log_in(peopled, "owner", PASSWORD, HERE, old=planted)
    assert third.secret != planted
    assert entering.who(peopled, planted) is None


def test_a_session_lasts_as_long_as_it_is_used(peopled):
    secret = entering.log_in(peopled, "owner", PASSWORD, HERE).secret
    for days in (10, 20, 30):
        assert entering.who(at(peopled, NOW + timedelta(days=days)), secret)
    assert entering.who(at(peopled, NOW + timedelta(days=44)), secret) is None


def test_logging_out_ends_the_session(peopled):
    secret = entering.log_in(peopled, "owner", PASSWORD, HERE).secret
    entering.log_out(peopled, secret)
    assert entering.who(peopled, secret) is None


def test_a_new_password_ends_the_other_sessions(peopled):
    from campaign.store.values import fingerprint

    mine, other, els = (entering.log_in(peopled, name, PASSWORD, HERE).secret for name in ("owner", "owner", "editor"))
    users.set_password(peopled, "owner", "another s3cret of words", keep=fingerprint(mine))
    assert entering.who(peopled, mine)
    assert entering.who(peopled, other) is None
    assert entering.who(peopled, els)
    with pytest.raises(Refused, match="do not go together"):
        entering.log_in(peopled, "owner", PASSWORD, HERE)
    assert entering.log_in(peopled, "owner", "another s3cret of words", HERE)


def test_who_is_unknown_and_who_mistypes_are_told_the_same_after_the_same_work(peopled, monkeypatch):
    worked = []
    verify = passwords._HASHER.verify
    monkeypatch.setattr(
        passwords,
        "_HASHER",
        type("Counted", (), {"verify": lambda self, kept, given: (worked.append(kept), verify(kept, given))[1]})(),
    )
    told = []
    for name in ("owner", "nobody"):
        with pytest.raises(Refused) as refused:
            entering.log_in(peopled, name, "not the s3cret at all", HERE)
        told.append(str(refused.value))
    assert told[0] == told[1]
    assert [len(worked), worked[0] == worked[1]] == [2, False]


def test_the_hash_of_nobody_costs_what_a_users_does(real_hashes):
    from argon2 import extract_parameters

    assert extract_parameters(passwords._NOBODY) == extract_parameters(passwords.hashed("x" * 12))
    began = time.process_time()
    assert not passwords.fits("x" * 12, None)
    assert time.process_time() > began


def fail(app, name, address=HERE):
    with pytest.raises(Refused) as refused:
        entering.log_in(app, name, "not the s3cret at all", address)
    return str(refused.value)


def test_after_five_failures_even_the_right_password_waits_a_quarter_of_an_hour(peopled):
    said = {fail(peopled, "owner") for _ in range(5)}
    assert said == {"That name and that password do not go together."}
    with pytest.raises(Refused, match="wait 15 minutes"):
        entering.log_in(peopled, "owner", PASSWORD, HERE)
    assert entering.log_in(peopled, "owner", PASSWORD, "192.0.2.7")
    assert entering.log_in(peopled, "editor", PASSWORD, HERE)
    assert entering.log_in(at(peopled, NOW + timedelta(minutes=16)), "owner", PASSWORD, HERE)


def test_many_names_from_one_address_wait_too(peopled):
    for number in range(25):
        fail(peopled, f"guess {number}", "192.0.2.9")
    assert "Too many logins" in fail(peopled, "yet another", "192.0.2.9")
    assert "together" in fail(peopled, "yet another", "192.0.2.10")


def test_who_gets_in_begins_anew(peopled):
    for _ in range(3):
        for _ in range(4):
            fail(peopled, "owner")
        entering.log_in(peopled, "owner", PASSWORD, HERE)


@given(st.builds(Tries, st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)))
def test_more_failures_never_let_one_in_sooner(found):
    more = Tries(found.both + 1, found.name + 1, found.address + 1)
    assert entering.waits(more) or not entering.waits(found)


def test_what_was_typed_as_a_name_is_kept_nowhere(peopled):
    with pytest.raises(Refused):
        entering.log_in(peopled, "my s3cret typed as a name", "", HERE)
    with peopled.store.read() as connection:
        tables = ("login_tries", "events")
        rows = [str(tuple(row)) for table in tables for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
        assert tries.count  # counted by its hash alone
    assert "s3cret" not in "".join(rows)


def test_the_log_knows_who_came_who_failed_and_who_left(peopled):
    fail(peopled, "editor")
    entering.log_out(peopled, entering.log_in(peopled, "editor", PASSWORD, HERE).secret)
    done = [(one.actor, one.kind) for one in users.done(peopled, 3)]
    assert done == [("editor", "logged out"), ("editor", "logged in"), ("editor", "login failed")]


def test_the_log_is_read_a_page_at_a_time(peopled):
    everything = users.done(peopled, 100)
    page = users.done(peopled, 3)
    rest = users.done(peopled, 100, before=page[-1].id)
    assert page + rest == everything
    assert {one.actor for one in everything} == {peopled.actor}
    assert users.done(peopled, 5, actor="nobody") == []


def test_nothing_that_opens_a_door_is_in_a_repr(peopled, tmp_path):
    with_posts(peopled, tmp_path, "rest")
    entered = entering.log_in(peopled, "owner", PASSWORD, HERE)
    token, link = tokens.add(peopled, "bot", ["read"]), links.add(peopled, "Dr. Weber", "rest")
    shown = repr([entered, token, link, users.listed(peopled), users.done(peopled, 100)])
    for secret in (entered.secret, token.secret.split("_", 2)[2], link.secret, "argon2", PASSWORD):
        assert secret not in shown
