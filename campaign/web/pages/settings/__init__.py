"""The settings: one's own, who may do what, the log, backups, and the kill switch."""

from __future__ import annotations

from campaign.web.pages.settings import audit, backups, defaults, links, overview, switch, tokens, users

#: The routers.
ROUTERS = (
    overview.router,
    users.router,
    tokens.router,
    links.router,
    audit.router,
    switch.router,
    backups.router,
    defaults.router,
)
