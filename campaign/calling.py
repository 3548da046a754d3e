"""One call to a platform, on a thread of the pool: what is sent, whether it still may be, and how it ended.

Nothing here knows the database: what is to become of an `Outcome` is written down by who asked for the call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from campaign import preflight, retry
from campaign.clock import Clock
from campaign.messages import message
from campaign.outcomes import Outcome, was_renewed
from campaign.reasons import Reason
from campaign.store.values import Account, Claimed, Intent
from posts.platforms.base import Platform


@dataclass(frozen=True, slots=True)
class Caller:
    """How calls are made, by which clock."""

    clock: Clock
    #: From 0 to 1, anew at each asking.
    jitter: Callable[[], float]

    def call(self, intent: Intent, platform: Platform, owner: Account, boot_deadline: float) -> Outcome:
        """Publishes, if that begins before ``boot_deadline`` (seconds of a clock that never jumps)."""
        sent = message(intent.claimed, intent.key, owner, platform)
        # Here, since some servers must be asked for their limits, which no transaction waits for. What may be out
        # already is past that question.
        if not intent.again and (unfit := _unfit(intent.claimed, platform)):
            return Outcome(intent, self.clock.now(), unfit=unfit)
        # Checked as late as can be: past it another worker may hold the delivery.
        if self.clock.boottime() > boot_deadline:
            return Outcome(intent, self.clock.now())
        try:
            receipt = platform.publish(sent)
        except Exception as error:  # noqa: BLE001 - a stranger's exception means that the post may be out
            wanted = self.decision(intent, error, refreshed=was_renewed(intent))
            secrets = _renew(platform) if isinstance(wanted, retry.Refresh) else None
            return Outcome(intent, self.clock.now(), error=error, secrets=secrets)
        return Outcome(intent, self.clock.now(), receipt=receipt)

    def decision(self, intent: Intent, error: BaseException, *, refreshed: bool) -> retry.Decision:
        """What the error means for the delivery, now."""
        return retry.decide(
            error,
            attempt=intent.claimed.spent + 1,
            now=self.clock.now(),
            due=intent.claimed.due_at,
            jitter=self.jitter(),
            refreshed=refreshed,
            open_ended=intent.number > 1,
        )


def _unfit(claimed: Claimed, platform: Platform) -> Reason | None:
    """Why the text cannot go out as it is; a server that does not say its limits now judges the text itself."""
    try:
        limits = platform.limits()
    except Exception:  # noqa: BLE001 - a stranger's too: nothing was sent, so nothing is in doubt
        return None
    return preflight.of_text(claimed.text, claimed.tag, limits)


def _renew(platform: Platform) -> Mapping[str, str] | None:
    try:
        return platform.refresh()
    except Exception:  # noqa: BLE001 - what cannot be renewed is held
        return None
