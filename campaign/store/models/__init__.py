"""The tables. Rows of them never leave `campaign.store`; `campaign.store.values` is what does.

``uid`` is a uuid7 text, the only identity that leaves the program. Every constraint has a name, so that migrations can
find it on both databases.
"""

from campaign.store.models.chosen import Choice
from campaign.store.models.connecting import Connection
from campaign.store.models.digested import Digest
from campaign.store.models.drafted import Draft
from campaign.store.models.engaged import Clicks, Redirect, Snapshot
from campaign.store.models.people import Link, LoginTry, Replay, Session, Token, User
from campaign.store.models.planned import (
    Account,
    Article,
    Campaign,
    CampaignAccount,
    Installation,
    SlotRule,
    Workspace,
)
from campaign.store.models.queued import Attempt, Delivery, Event, Head, Post, Variant, WorkerRow
from campaign.store.models.sealed import Seal, SealKey
from campaign.store.models.summed import Day
from campaign.store.tables import Base

__all__ = [
    "Account",
    "Article",
    "Attempt",
    "Campaign",
    "CampaignAccount",
    "Choice",
    "Clicks",
    "Connection",
    "Day",
    "Delivery",
    "Digest",
    "Draft",
    "Event",
    "Head",
    "Installation",
    "Link",
    "LoginTry",
    "Post",
    "Redirect",
    "Replay",
    "Seal",
    "SealKey",
    "Session",
    "SlotRule",
    "Snapshot",
    "Token",
    "User",
    "Variant",
    "WorkerRow",
    "Workspace",
    "metadata",
]

#: All tables, for migrations and for what goes through the whole database.
metadata = Base.metadata
