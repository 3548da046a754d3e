"""What all accounts came to together says the same as the sums of each, however it is put together."""

import json
from dataclasses import replace
from itertools import count

import hypothesis.strategies as st
from hypothesis import given

from campaign.states import State
from campaign.store.reporting.sums import Rank, Sums, added, by_key
from campaign.store.reporting.totals import BY_ACCOUNT, Total, Whole, joined, joined_wholes, total_of

DAY = 86_400
NAMES = (State.PUBLISHED, State.FAILED, "late", "attempts", "waited_s", "why failed rejected", "event found there")


@st.composite
def sums(draw):
    counts = draw(st.dictionaries(st.sampled_from(NAMES), st.integers(1, 9)))
    lateness = draw(st.dictionaries(st.sampled_from([0, 250, 61_000]), st.integers(1, 9)))
    latest = {name: draw(st.integers(1, 99)) for name in counts if name.startswith("why")}
    ranked = draw(st.lists(st.builds(Rank, st.just(0), st.integers(0, 9), st.integers(0, 9)), max_size=3))
    days = {State.PUBLISHED: [number for day in draw(st.sets(st.integers(0, 5))) for number in (day * DAY, 1)]}
    return Sums({State.QUEUED: 1, **counts}, lateness, latest, ranked, days)


def numbered(kept):
    """The same with each post only once, as in life: it is of one account and one day."""
    number = count(1)
    return [
        {key: replace(one, ranked=[Rank(next(number), *rank[1:]) for rank in one.ranked]) for key, one in of.items()}
        for of in kept
    ]


#: What was kept of some days: account's id → its sums, of each of them.
KEPT = st.lists(st.dictionaries(st.integers(1, 4), sums(), max_size=3), max_size=4).map(numbered)


def merged(kept):
    """Account's id → its sums over all of these days."""
    return {key: added(of[key] for of in kept if key in of) for key in {key for of in kept for key in of}}


@given(KEPT)
def test_totals_that_are_joined_are_the_total_of_what_was_added(kept):
    whole, by_account = joined([total_of(of) for of in kept]), merged(kept)
    at_once = added(by_account.values())
    assert (whole.sums.counts, whole.sums.lateness) == (at_once.counts, at_once.lateness)
    assert (whole.sums.latest, whole.sums.ranked) == (at_once.latest, at_once.ranked)
    assert {name: by_key(told) for name, told in whole.sums.days.items()} == {
        name: by_key(told) for name, told in at_once.days.items()
    }


@given(KEPT)
def test_a_total_says_each_day_once_however_many_accounts_spoke_on_it(kept):
    for one in map(total_of, kept):
        assert all(len(set(told[::2])) == len(told[::2]) for told in one.sums.days.values())


@given(KEPT)
def test_a_total_that_is_put_shortly_says_the_same_of_each_account_and_each_day_once(kept):
    long = joined([total_of(of) for of in kept])
    short = long.short()
    assert (short.parts(), short.accounts(), short.whole().sums) == (long.parts(), long.accounts(), long.whole().sums)
    assert {name: by_key(told) for name, told in short.sums.days.items()} == {
        name: by_key(told) for name, told in long.sums.days.items()
    }
    each = [told[::2] for told in (*short.counts.values(), *short.sums.days.values())]
    each.append(list(zip(short.lateness[::3], short.lateness[1::3], strict=True)))
    assert all(len(set(keys)) == len(keys) for keys in each)


@given(KEPT)
def test_the_whole_is_the_total_without_days_and_parts(kept):
    several = [total_of(of) for of in kept]
    total, whole = joined(several), joined_wholes([one.whole() for one in several])
    assert whole.sums == replace(total.sums, days={})
    assert set(whole.accounts) == total.accounts()


@given(KEPT)
def test_the_part_of_each_account_is_what_its_own_sums_say(kept):
    whole, by_account = joined([total_of(of) for of in kept]), merged(kept)
    assert whole.accounts() == set(by_account)
    assert {key: (one.counts, one.lateness) for key, one in whole.parts().items()} == {
        key: ({name: number for name, number in one.counts.items() if name in BY_ACCOUNT}, one.lateness)
        for key, one in by_account.items()
    }


@given(KEPT)
def test_a_total_is_read_as_it_was_kept(kept):
    made = joined([total_of(of) for of in kept])
    columns = json.loads(json.dumps(made.to_json()))
    assert Total.from_json(**columns) == made
    assert Whole.from_json(columns["whole"]) == made.whole()


def test_what_an_account_was_not_told_is_nought_and_of_nobody_there_is_no_part():
    assert joined([]).parts() == {}
    [part] = total_of({7: Sums({State.FAILED: 2}, {}, {}, [], {})}).parts().values()
    assert (part.of(State.FAILED), part.of("attempts")) == (2, 0)
