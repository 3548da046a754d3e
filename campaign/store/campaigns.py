"""Campaigns: kept with their speakers, changed, found again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from uuid_utils import uuid7

from campaign.errors import NotFound, Refused
from campaign.reasons import Reason
from campaign.store import heads, models
from campaign.store.accounts import WORKSPACE, accounts
from campaign.store.accounts import by_id as accounts_by_id
from campaign.store.events import Act, Note, record
from campaign.store.reporting import days
from campaign.store.values import Account, Campaign, Speaker, Terms


class Outline(NamedTuple):
    """What a report on many campaigns takes of each: nothing of its speakers, who are most of it."""

    id: int
    name: str
    hashtags: Sequence[str]
    timezone: str


def add_campaign(connection: Connection, name: str, terms: Terms, speakers: Sequence[Speaker], act: Act) -> Campaign:
    """Keeps a new campaign. Raises `Refused` where the name is taken."""
    if connection.scalar(select(models.Campaign.id).where(models.Campaign.name == name)):
        raise Refused(
            f"There is a campaign “{name}” already; `campaign change` alters it.",
            field="name",
            page=f"There is a campaign “{name}” already: give this one another name, or change that one on its page.",
        )
    values = {
        "uid": str(uuid7()),
        "workspace_id": WORKSPACE,
        "name": name,
        "state": "active",
        "created_at": act.at,
    } | _columns(terms)
    key = connection.scalar(insert(models.Campaign).values(values).returning(models.Campaign.id))
    assert key is not None
    _write_speakers(connection, key, speakers)
    record(connection, act, [Note("campaign made", campaign_id=key, details={"name": name})])
    return campaign(connection, name)


def change_campaign(
    connection: Connection, found: Campaign, terms: Terms, speakers: Sequence[Speaker], act: Act
) -> Campaign:
    """Replaces what a campaign runs by; its deliveries are re-planned by the desk, not here."""
    connection.execute(update(models.Campaign).where(models.Campaign.id == found.id).values(**_columns(terms)))
    if terms.timezone != found.terms.timezone:
        days.forget_campaign(connection, found.id)
    for table in (models.CampaignAccount, models.SlotRule):
        connection.execute(delete(table).where(table.campaign_id == found.id))
    _write_speakers(connection, found.id, speakers)
    record(connection, act, [Note("campaign changed", campaign_id=found.id)])
    return campaign(connection, found.name)


def set_campaign_state(
    connection: Connection, found: Campaign, state: str, act: Act, reason: Reason | None = None
) -> None:
    """Pauses or resumes a campaign: its rows stay queued, and are not claimed while it is paused."""
    why = reason.to_json() if reason else None
    connection.execute(update(models.Campaign).where(models.Campaign.id == found.id).values(state=state, reason=why))
    heads.all_moved(connection)
    record(connection, act, [Note(f"campaign {state}", campaign_id=found.id)])


def campaign(connection: Connection, name: str) -> Campaign:
    """The campaign of that name; nothing of others is read. Raises `NotFound`."""
    row = connection.execute(_NAMED, {"name": name}).first()
    if row is None:
        raise _unknown(name)
    own = {"campaign": row.id}
    speaking, rules = connection.execute(_SPEAKERS_OF, own).all(), connection.execute(_RULES_OF, own).all()
    by_id = accounts_by_id(connection, [account_id for _, account_id, _ in speaking])
    return _campaign(row, _speakers(by_id, speaking, rules)[row.id])


def campaigns(connection: Connection) -> list[Campaign]:
    """All campaigns with their speakers, by name."""
    by_id = {one.id: one for one in accounts(connection)}
    rules, speaking = connection.execute(_RULES).all(), connection.execute(_SPEAKERS).all()
    speakers = _speakers(by_id, speaking, rules)
    return [_campaign(row, speakers[row.id]) for row in connection.execute(_CAMPAIGNS).all()]


def outlines(connection: Connection, names: Sequence[str] = ()) -> list[Outline]:
    """These campaigns, as they are named; all of them, by name, where none is. Raises `NotFound`."""
    if not names:
        return [Outline(*row) for row in connection.execute(_OUTLINES).all()]
    found = {row.name: Outline(*row) for row in connection.execute(_OUTLINES_OF, {"names": names}).all()}
    for name in names:
        if name not in found:
            raise _unknown(name)
    return [found[name] for name in names]


def _unknown(name: str) -> NotFound:
    return NotFound("campaign", name, "`campaign list` shows them.")


def spoken_in(connection: Connection, without: str) -> Mapping[int, Sequence[str]]:
    """Account id → the names of the campaigns in which it speaks, in order; those in the state ``without`` left out."""
    names: dict[int, list[str]] = defaultdict(list)
    for account_id, name in connection.execute(_SPOKEN_IN, {"without": without}).all():
        names[account_id].append(name)
    return names


def _speakers(
    by_id: Mapping[int, Account], speaking: Sequence[Row[*tuple[Any, ...]]], rules: Sequence[Row[*tuple[Any, ...]]]
) -> Mapping[int, list[Speaker]]:
    """Campaign id → who speaks in it."""
    times: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    for campaign_id, account_id, some in rules:
        times[campaign_id, account_id].append(some)
    speakers: dict[int, list[Speaker]] = defaultdict(list)
    for campaign_id, account_id, template in speaking:
        own = times.get((campaign_id, account_id)) or times.get((campaign_id, None)) or ()
        speakers[campaign_id].append(Speaker(by_id[account_id], tuple(own), template))
    return speakers


# Made once: a statement is mostly its making. And read by their places: every page of the queue reads all speakers.
_RULES = select(models.SlotRule.campaign_id, models.SlotRule.account_id, models.SlotRule.times).order_by(
    models.SlotRule.id
)
_RULES_OF = _RULES.where(models.SlotRule.campaign_id == bindparam("campaign"))
_SPEAKERS = select(
    models.CampaignAccount.campaign_id, models.CampaignAccount.account_id, models.CampaignAccount.template
)
_SPEAKERS_OF = _SPEAKERS.where(models.CampaignAccount.campaign_id == bindparam("campaign"))
_CAMPAIGNS = select(*models.Campaign.__table__.columns).order_by(models.Campaign.name)
_OUTLINES = select(
    models.Campaign.id, models.Campaign.name, models.Campaign.hashtags, models.Campaign.timezone
).order_by(models.Campaign.name)
_OUTLINES_OF = _OUTLINES.where(models.Campaign.name.in_(bindparam("names", expanding=True)))
_SPOKEN_IN = (
    select(models.CampaignAccount.account_id, models.Campaign.name)
    .join(models.Campaign, models.Campaign.id == models.CampaignAccount.campaign_id)
    .where(models.Campaign.state != bindparam("without"))
    .order_by(models.Campaign.name)
)
_NAMED = _CAMPAIGNS.where(models.Campaign.name == bindparam("name"))


def _columns(terms: Terms) -> dict[str, object]:
    return {
        "hashtags": list(terms.hashtags),
        "timezone": terms.timezone,
        "start": terms.start,
        "until": terms.until,
        "late": terms.late,
        "grace_s": terms.grace_s,
        "gap_s": terms.gap_s,
        "every_s": terms.every_s,
        "tags_at": terms.tags_at,
        "tracked": terms.tracked,
        "short_links": terms.short_links,
    }


def _write_speakers(connection: Connection, campaign_id: int, speakers: Sequence[Speaker]) -> None:
    for one in speakers:
        connection.execute(
            insert(models.CampaignAccount).values(
                campaign_id=campaign_id, account_id=one.account.id, template=one.template
            )
        )
        for times in one.times:
            connection.execute(
                insert(models.SlotRule).values(campaign_id=campaign_id, account_id=one.account.id, times=times)
            )


def _campaign(row: Row[tuple[object, ...]], speakers: Sequence[Speaker]) -> Campaign:
    terms = Terms(
        hashtags=tuple(row.hashtags),
        timezone=row.timezone,
        start=row.start,
        until=row.until,
        late=row.late,
        grace_s=row.grace_s,
        gap_s=row.gap_s,
        every_s=row.every_s,
        tags_at=row.tags_at,
        tracked=row.tracked,
        short_links=row.short_links,
    )
    by_name = tuple(sorted(speakers, key=lambda one: one.account.name))
    return Campaign(
        row.id, row.uid, row.name, terms, row.state, by_name, row.created_at, Reason.from_json(row.reason, row.name)
    )
