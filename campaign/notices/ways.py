"""The ways by which a notice can reach people, as the settings name them; each is a function of a letter."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Protocol

from campaign.app import App
from campaign.errors import CampaignError, ConfigError
from campaign.notices.wording import Letter


class NotTold(CampaignError):
    """A letter could not be delivered; the message says why, and holds no secret."""


class Way(Protocol):
    """One way to people."""

    @property
    def name(self) -> str:
        """What it is, in a word or two and with whom it reaches."""

    def send(self, letter: Letter) -> None:
        """Delivers it, within a minute. Raises `NotTold`."""


def opened(app: App, environment: Mapping[str, str] = os.environ) -> list[Way]:
    """The ways that are set up. Raises `ConfigError` where one of them lacks its secret."""
    # Each brings its own library along: only who uses it pays for it.
    found: list[Way] = []
    wanted = app.config.notices
    if wanted.mail.to:
        from campaign.notices.mail import Mail  # noqa: PLC0415 - see above

        password = secret("mail.password", wanted.mail.password, environment)
        found.append(Mail(wanted.mail, password, app.clock.now))
    if wanted.webhook.url:
        from campaign.notices.hook import Hook  # noqa: PLC0415 - see above

        key = secret("webhook.secret", wanted.webhook.secret, environment)
        found.append(Hook(wanted.webhook.url, key, app.session(), app.clock.now))
    if wanted.apprise:
        from campaign.notices.services import Services  # noqa: PLC0415 - see above

        found.append(Services(secret("apprise", wanted.apprise, environment).split()))
    return found


def secret(key: str, variable: str, environment: Mapping[str, str] = os.environ) -> str:
    """What the variable holds that a setting names; empty where it names none. Raises `ConfigError`."""
    found = environment.get(variable, "").strip() if variable else ""
    if variable and not found:
        raise ConfigError(f"[notices] {key}: put it into the environment variable {variable}.", key=f"notices.{key}")
    return found
