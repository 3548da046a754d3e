"""An installation in which nothing is real but its rules: a copy in memory, in virtual time, without a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from campaign.app import App
from campaign.errors import Refused
from campaign.simulating.faults import Faults
from campaign.simulating.moment import Moment
from campaign.simulating.pretended import Pretended, shut_session
from campaign.store import accounts, excerpting
from campaign.store.values import Account, Campaign
from posts.errors import PlatformError
from posts.measure import LIMITS, Limits
from posts.platforms import platform_class
from posts.platforms.base import Platform
from posts.wire import Session

#: What was said longer ago than this is in no budget's window any more.
_REMEMBERED = timedelta(days=2)


@dataclass(frozen=True)
class Rehearsal(App):
    """An installation in which nothing is real but its rules."""

    moment: Moment = field(kw_only=True)
    faults: Faults = field(kw_only=True)
    _opened: dict[str, Platform] = field(default_factory=dict, compare=False, repr=False)

    def session(self) -> Session:
        """A way to the network that leads nowhere."""
        return shut_session()

    def open_platform(self, account: Account) -> Platform:
        """What stands for the account's platform: always the same one. Raises as the real adapter does."""
        if account.name not in self._opened:
            model = super().open_platform(account)
            login = self.login(account.name, account.server, {}, account.options)
            fate = self.faults.drawing(account.name, account.platform)
            self._opened[account.name] = Pretended.like(model, self.moment.at)(
                login, fate, self._limits(account, model)
            )
        return self._opened[account.name]

    def _limits(self, account: Account, model: Platform) -> Limits:
        """As far as they are known without asking: else what the platform's documents say."""
        if known := self.known_limits.get((account.id, account.revision)):
            return known
        try:
            return model.limits()
        except PlatformError:
            return LIMITS.get(account.grammar, LIMITS["plain"])


@contextmanager
def rehearsing(app: App, campaign: Campaign, faults: Faults, most: int) -> Iterator[tuple[Rehearsal, int]]:
    """A copy of what concerns the campaign, and up to which id its deliveries are real."""
    moment = Moment(app.clock.now())
    since = moment.at - max(app.repeat, _REMEMBERED)
    store = excerpting.in_memory()
    try:
        with app.store.read() as source:
            concerned = excerpting.concerned(source, _rivals(campaign, accounts.accounts(source)), since)
            if len(concerned) > most:
                raise Refused(
                    f"The accounts of “{campaign.name}” have {len(concerned)} posts that wait or were said of late, "
                    f"and {most} are the most that can be tried out at once: try it again when fewer wait."
                )
            with store.write() as target:
                excerpting.take_out(source, target, concerned)
        rehearsal = Rehearsal(
            app.config, store, moment.clock(), app.actor, app.known_limits, moment=moment, faults=faults
        )
        yield rehearsal, max(concerned, default=0)
    finally:
        store.close()


def _rivals(campaign: Campaign, everybody: Sequence[Account]) -> set[int]:
    """The campaign's accounts, and those that draw on the same budgets."""
    own = [one.account for one in campaign.speakers]
    shared = {one.platform for one in own if any(budget.shared for budget in platform_class(one.platform).budgets)}
    return {one.id for one in own} | {one.id for one in everybody if one.platform in shared}
