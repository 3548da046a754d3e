"""What happened, as pure values: each report is `build`-t of sums and rows, and `document` says how it is read.

The writers beside these files give a document its form.
"""

from campaign.reports.campaign import AccountPart, Report, build
from campaign.reports.figures import ON_TIME, Counts, Lateness
from campaign.reports.lines import PostLine, Source

__all__ = ["ON_TIME", "AccountPart", "Counts", "Lateness", "PostLine", "Report", "Source", "build"]
