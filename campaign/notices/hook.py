"""A notice as JSON to a web address, signed as our posts to a webhook are, where a secret is set up."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from campaign.errors import ConfigError
from campaign.notices.ways import NotTold
from campaign.notices.wording import Letter
from posts.errors import Unauthorized
from posts.platforms.webhook import secret_of, signed
from posts.wire import Session, WireError


class Hook:
    """Posts letters to ``url``; any 2xx means that it has taken the letter over."""

    def __init__(self, url: str, secret: str, session: Session, now: Callable[[], datetime]) -> None:
        self._url = url
        self._session = session
        self._now = now
        try:
            self._secret = secret_of(secret) if secret else None
        except Unauthorized as error:
            raise ConfigError(f"[notices.webhook] secret: {error}", key="notices.webhook.secret") from error

    @property
    def name(self) -> str:
        """Which host it reaches: the rest of the address may be a secret."""
        return f"webhook at {urlsplit(self._url).hostname}"

    def send(self, letter: Letter) -> None:
        """Posts it. Raises `NotTold`."""
        now = self._now()
        event = {"type": "campaign.notice", "timestamp": now.isoformat(), "data": letter.data}
        body = json.dumps(event, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json", "webhook-id": letter.uid}
        if self._secret:
            headers |= signed(self._secret, letter.uid, now, body)
        try:
            answer = self._session.post(self._url, data=body, headers=headers)
        except WireError as error:
            raise NotTold(f"The webhook did not take it. {error}") from error
        if not answer.ok or answer.is_redirect:
            raise NotTold(f"The {self.name} did not take it: it says {answer.status_code}.")
