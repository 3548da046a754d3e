"""The API: a third face over the desk's verbs, for programs. A file a noun; each route parses, calls a verb, answers.

A new noun adds its router here, and the kinds of its paths to `campaign.web.security.rules`.
"""

from __future__ import annotations

from campaign.web.api import (
    accounts,
    articles,
    campaigns,
    digest,
    documents,
    health,
    history,
    posts,
    queue,
    settings,
    simulation,
    switch,
)

#: The routers, in the order in which the contract lists them.
ROUTERS = (
    campaigns.router,
    simulation.router,
    articles.router,
    posts.router,
    queue.router,
    history.router,
    documents.router,
    digest.router,
    accounts.router,
    switch.router,
    settings.router,
    health.router,
)
