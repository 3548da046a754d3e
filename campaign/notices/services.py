"""A notice by any of the services that Apprise knows: https://github.com/caronc/apprise/wiki.

Its addresses hold secrets, and it speaks to the network by itself: whoever names one there wants it reached.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from campaign.errors import ConfigError
from campaign.notices.ways import NotTold
from campaign.notices.wording import Letter

try:
    import apprise
except ModuleNotFoundError:
    raise ConfigError(
        "this way needs Apprise: pip install 'hashtag-campaign[apprise]'.", key="notices.apprise"
    ) from None

# What it has to say of an address could show the secret in it.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


class Services:
    """Sends letters to each of the addresses."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._apprise = apprise.Apprise()
        for number, address in enumerate(addresses, 1):
            if not self._apprise.add(address):
                words = f"address {number} in the variable of [notices] apprise is none that Apprise knows."
                raise ConfigError(words, key="notices.apprise")

    @property
    def name(self) -> str:
        """How many there are: their addresses hold secrets."""
        return f"apprise ({len(self._apprise)})"

    def send(self, letter: Letter) -> None:
        """Sends it. Raises `NotTold` where one of them fails, since Apprise does not say which."""
        if not self._apprise.notify(title=letter.subject, body=letter.body):
            raise NotTold("Apprise could not deliver it to each of its addresses.")
