"""An installation that has been used for years: as many deliveries, attempts and events as somebody wants, all at once.

Put in past the queue: a page does not ask how its rows came there.
"""

import random
from collections import Counter
from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, select

from campaign.desk import accounts, campaigns
from campaign.desk.campaigns import Wish
from campaign.reasons import Reason
from campaign.states import State
from campaign.store.models import Account, Attempt, Campaign, Delivery, Event, Post, Variant

ACCOUNTS = {f"account-{number:02}": ("x", "bluesky", "mastodon")[number % 3] for number in range(30)}
#: The first has half of all posts, the last hardly any.
CAMPAIGNS = {f"campaign-{number:02}": 100 if number == 0 else 5 for number in range(20)} | {"campaign-small": 0.05}
#: How many of a hundred deliveries are in each state.
SHARES = {
    State.PUBLISHED: 60,
    State.QUEUED: 33,
    State.PROPOSED: 3,
    State.HELD: 1,
    State.CANCELLED: 1,
    State.FAILED: 1,
    State.IN_DOUBT: 0.5,
    State.MISSED: 0.5,
}
OVER = {State.PUBLISHED, State.FAILED, State.IN_DOUBT, State.MISSED, State.CANCELLED}
#: How many attempts a delivery had by now: so there are about as many attempts as deliveries.
TRIED = {State.PUBLISHED: (1, 1, 2), State.FAILED: (12,), State.IN_DOUBT: (1,), State.HELD: (1,)}
REASONS = {
    State.FAILED: Reason("rejected", {"platform": "Mastodon", "said": "422 Validation failed: Text is too long"}),
    State.IN_DOUBT: Reason("answer_lost", {"platform": "Bluesky", "said": "the connection was closed"}),
    State.HELD: Reason("login_refused", {"platform": "X", "said": "401 Unauthorized"}),
    State.MISSED: Reason("too_late"),
}
STEP = timedelta(minutes=20)
#: The id of the first delivery: what an installation had before keeps its own.
FIRST = 1_000_000


def crowd(app, deliveries, seed=5):
    """Puts them in, an attempt and an event for each or so; how many deliveries are in each state."""
    dice = random.Random(seed)
    for name, limits in ACCOUNTS.items():
        accounts.add(app, accounts.Wish(name, "feed", options={"limits": limits}))
    for number, name in enumerate(CAMPAIGNS):
        speakers = [one for place, one in enumerate(ACCOUNTS) if (place + number) % 3 == 0]
        wish = Wish(hashtags=["#crowd"], accounts=speakers, times=["mon-fri 09:00,13:00,17:30"], timezone="UTC")
        campaigns.new(app, name, wish)
    with app.store.write() as connection:
        of_campaigns = dict(connection.execute(select(Campaign.name, Campaign.id)).all())
        of_accounts = dict(connection.execute(select(Account.name, Account.id)).all())
        chosen = dice.choices(list(CAMPAIGNS), list(CAMPAIGNS.values()), k=deliveries)
        states = dice.choices(list(SHARES), list(SHARES.values()), k=deliveries)
        voices = [of_accounts[dice.choice(list(ACCOUNTS))] for _ in range(deliveries)]
        rows = [
            _delivery(app.clock.now(), FIRST + place, place, of_campaigns[name], voice, state)
            for place, (name, voice, state) in enumerate(zip(chosen, voices, states, strict=True))
        ]
        _put(connection, Post, [_post(one) for one in rows])
        _put(connection, Variant, [_variant(one) for one in rows])
        _put(connection, Delivery, rows)
        _put(connection, Attempt, [tried for one in rows for tried in _attempts(one, dice)])
        _put(connection, Event, [_event(one) for one in rows])
    return Counter(states)


def _put(connection, table, rows):
    for begin in range(0, len(rows), 5_000):
        connection.execute(insert(table), rows[begin : begin + 5_000])


def _post(one):
    return {
        "id": one["id"],
        "uid": f"p{one['id']}",
        "campaign_id": one["campaign_id"],
        "article_id": None,
        "number": 1,
        "of": None,
        "body": _text(one["id"]),
        "spans": [],
        "edits": [],
        "score": 1.0,
        "origin": "person",
        "rewritten": None,
        "rewriter": None,
    }


def _variant(one):
    text = f"{_text(one['id'])} #crowd"
    return {
        "id": one["id"],
        "post_id": one["id"],
        "account_id": one["account_id"],
        "text": text,
        "text_sha256": f"{one['id']:064}",
        "length": len(text),
        "link": None,
        "language": "en",
        "edited": False,
    }


def _text(number):
    return (
        f"Post {number} says something that takes about as long to read as what people say. " + "So it goes on. " * 10
    )


def _delivery(now, key, place, campaign, account, state):
    at = now - STEP * (place % 60_000 + 1) if state in OVER else now + STEP * (place % 40_000) + timedelta(minutes=1)
    reason, is_out = REASONS.get(state), state == State.PUBLISHED
    return {
        "id": key,
        "uid": _uid(min(at, now) - timedelta(days=1), key),
        "campaign_id": campaign,
        "account_id": account,
        "variant_id": key,
        "state": state,
        "scheduled_for": at,
        "wall": at.replace(tzinfo=None).isoformat(timespec="minutes"),
        "zone": "UTC",
        "due_at": at if state == State.QUEUED else None,
        "reason": reason and reason.to_json(),
        "attempts": TRIED.get(state, (0,))[0],
        "remote_url": f"https://feed.example/#{key}" if is_out else None,
        "published_at": at if is_out else None,
    }


def _uid(made_at, key):
    """One of version 7, as far as anybody reads it: it begins with the milliseconds at which it was made."""
    return str(UUID(int=int(made_at.timestamp() * 1000) << 80 | key))


def _attempts(one, dice):
    count = dice.choice(TRIED.get(one["state"], (0,)))
    for number in range(1, count + 1):
        at = one["scheduled_for"] + timedelta(seconds=number - count)
        last = number == count
        yield {
            "delivery_id": one["id"],
            "account_id": one["account_id"],
            "number": number,
            "key": one["uid"],
            "text_sha256": f"{one['id']:064}",
            "worker": "w",
            "fence": 1,
            "due_at": at,
            "started_at": at,
            "deadline_at": at + timedelta(minutes=1),
            "ended_at": at + timedelta(milliseconds=80),
            "outcome": one["state"] if last else State.QUEUED,
            "status": 200 if last else 503,
            "reason": one["reason"] if last else Reason("unavailable", {"platform": "X"}).to_json(),
            "remote_url": one["remote_url"] if last else None,
        }


def _event(one):
    return {
        "at": one["scheduled_for"],
        "actor": "ann" if one["id"] % 2 else "ben",
        "kind": "moved",
        "campaign_id": one["campaign_id"],
        "account_id": one["account_id"],
        "delivery_id": one["id"],
        "details": {"to": one["scheduled_for"].isoformat()},
    }
