"""The desk and the database: what a marketer plans, what the queue holds, what history tells."""

import sys

__version__ = "0.1.0"

# Where rich is installed structlog loads it, for tracebacks in colours that `campaign.logs` never writes: 10 MB in each
# of our processes. What is None there is not found: https://docs.python.org/3/reference/import.html#the-module-cache
if "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]
    import structlog  # noqa: F401 - before anybody else does

    del sys.modules["rich"]
