"""The screens, one file each: routes that read what was sent, call one verb of the desk, and show a template.

A new screen adds its router here, and its place to `campaign.web.navigation`.
"""

from __future__ import annotations

from campaign.web.pages import (
    accounts,
    approvals,
    articles,
    calendar,
    campaigns,
    composer,
    delivery,
    entering,
    helping,
    history,
    home,
    programs,
    queue,
    reports,
    reviewing,
    sending,
    settings,
    short,
    terms,
    times,
    trials,
    welcome,
    withdrawing,
)

#: The routers, in the order in which their paths are tried.
PAGES = (
    home.router,
    articles.router,
    composer.router,
    queue.router,
    calendar.router,
    withdrawing.router,
    sending.router,
    delivery.router,
    approvals.router,
    # Before the campaigns: "new" is the name of none.
    terms.router,
    times.router,
    trials.router,
    campaigns.router,
    history.router,
    reports.router,
    helping.router,
    welcome.router,
    *accounts.ROUTERS,
    programs.router,
    short.router,
    entering.router,
    reviewing.router,
    *settings.ROUTERS,
)
