"""Who may do what: users, tokens, links, the log; and the two doors to it all, the login and a reviewer's link."""

from __future__ import annotations

from campaign.web.pages.settings import audit, backups, defaults, links, overview, reviewing, switch, tokens, users
from campaign.web.pages.settings import entering as doors

#: The routers.
ROUTERS = (
    doors.router,
    reviewing.router,
    overview.router,
    users.router,
    tokens.router,
    links.router,
    audit.router,
    switch.router,
    backups.router,
    defaults.router,
)
