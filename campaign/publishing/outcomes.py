"""How a call ended, and what of that is written down: pure values, which publishing makes and the store keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from campaign.doubt import SOON
from campaign.publishing import reconciling, retry
from campaign.reasons import Reason
from campaign.states import State
from campaign.store.values import Intent, Settlement, was_due
from posts.errors import PlatformError
from posts.platforms.base import Receipt


class Outcome(NamedTuple):
    """How a call ended: a receipt, an error, or not made, for an unfit text or (none of them) a late deadline."""

    intent: Intent
    ended_at: datetime
    receipt: Receipt | None = None
    error: BaseException | None = None
    unfit: Reason | None = None
    #: New secrets, where the login was refused and could be renewed.
    secrets: Mapping[str, str] | None = None


def ended(outcome: Outcome) -> Settlement:
    """What is to be written down where nothing failed: it is out, or was not sent."""
    if outcome.receipt is not None:
        return _published(outcome, outcome.receipt)
    if outcome.unfit is not None:
        return _settlement(outcome, State.HELD, outcome.unfit, spends=False)
    to = State.IN_DOUBT if outcome.intent.again else State.QUEUED
    return _settlement(outcome, to, _growing_late(outcome, Reason("not_sent")), due_at=outcome.ended_at, spends=False)


def _still_in_doubt(outcome: Outcome, decision: retry.Decision) -> Settlement:
    """The same key was sent again, and that was no success: an earlier attempt may be out all the same."""
    error = outcome.error
    said = {"platform": error.platform, "said": error.said} if isinstance(error, PlatformError) else {}
    due_at = decision.until if isinstance(decision, retry.Wait) else outcome.ended_at + SOON
    settlement = _settlement(outcome, State.IN_DOUBT, reconciling.unresolved(decision, said), due_at=due_at)
    quiet_until = decision.until if isinstance(decision, retry.Wait) else None
    return settlement._replace(holds_account=isinstance(decision, retry.HoldAccount), quiet_until=quiet_until)


def carried_out(outcome: Outcome, decision: retry.Decision) -> Settlement:
    """What is to be written down where the call failed."""
    if outcome.intent.again:
        return _still_in_doubt(outcome, decision)
    match decision:
        case retry.Retry(at=at, reason=reason):
            return _settlement(outcome, State.QUEUED, _growing_late(outcome, reason), due_at=at)
        case retry.Wait(until=until, reason=reason):
            settlement = _settlement(outcome, State.QUEUED, _growing_late(outcome, reason), due_at=until, spends=False)
            return settlement._replace(quiet_until=until)
        case retry.Refresh(reason=reason):
            return _settlement(outcome, State.QUEUED, _growing_late(outcome, reason), due_at=outcome.ended_at)
        case retry.HoldAccount(reason=reason):
            return _settlement(outcome, State.HELD, reason)._replace(holds_account=True)
        case retry.Fail(reason=reason):
            return _settlement(outcome, State.FAILED, reason)
        case retry.InDoubt(reason=reason):
            return _settlement(outcome, State.IN_DOUBT, reason, due_at=outcome.ended_at + SOON)


def _growing_late(outcome: Outcome, reason: Reason) -> Reason:
    """The reason of a wait, with what its campaign's grace is counted from meanwhile."""
    claimed = outcome.intent.claimed
    return Reason(reason.code, {**reason.values, "was_due": was_due(claimed.due_at, claimed.reason).isoformat()})


def _published(outcome: Outcome, receipt: Receipt) -> Settlement:
    return Settlement(
        intent=outcome.intent,
        to=State.PUBLISHED,
        ended_at=outcome.ended_at,
        remote_id=receipt.remote_id,
        remote_url=receipt.url,
        ref=receipt.ref,
        published_at=receipt.at,
    )


def _settlement(
    outcome: Outcome, to: State, reason: Reason, *, due_at: datetime | None = None, spends: bool = True
) -> Settlement:
    status = outcome.error.status if isinstance(outcome.error, PlatformError) else None
    return Settlement(outcome.intent, to, outcome.ended_at, reason, status, due_at, spends)


def was_renewed(intent: Intent) -> bool:
    """Whether the login was renewed for this delivery already: a second refusal holds the account."""
    reason = intent.claimed.reason
    return reason is not None and reason.code == "unauthorized"
