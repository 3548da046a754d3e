"""What happened, summed: a verb for each report. Each reads one moment, and sums kept days rather than rows."""

from __future__ import annotations

from campaign.desk.reporting.accounts import account
from campaign.desk.reporting.campaigns import delivery, hashtags, report
from campaign.desk.reporting.costs import cost
from campaign.desk.reporting.covering import coverage
from campaign.desk.reporting.days import ALL, Days
from campaign.desk.reporting.proposals import approvals

__all__ = ["ALL", "Days", "account", "approvals", "cost", "coverage", "delivery", "hashtags", "report"]
