"""Who speaks: the accounts, how they are connected, and what the embedded feed shows."""

from __future__ import annotations

from campaign.web.pages.accounts import connecting, feeds, listing, one

#: The routers.
ROUTERS = (listing.router, connecting.router, one.router, feeds.router)
