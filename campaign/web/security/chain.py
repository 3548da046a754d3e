"""All guards, the outermost first: what `campaign.web.application.make` is handed."""

from __future__ import annotations

from functools import partial

from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from campaign.app import App
from campaign.desk import entering, tokens, users
from campaign.web.security.hosts import Hosts
from campaign.web.security.origins import Origins
from campaign.web.security.sessions import Sessions
from campaign.web.security.starting import public_of

#: Of one request: an article with what its form says beside it.
MOST_BYTES = 20 * 2**20


def guards(app: App) -> list[Middleware]:
    """The guards of an installation. Raises `ConfigError` for a ``public_url`` that is none."""
    public = public_of(app.config)
    return [
        Middleware(Hosts, public=public, is_anybody=partial(users.is_anybody, app)),
        Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES),
        Middleware(Origins, public=public),
        Middleware(Sessions, public=public, by_session=partial(entering.who, app), by_token=partial(tokens.who, app)),
    ]
