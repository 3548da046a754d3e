"""The desk and the database: what a marketer plans, what the queue holds, what history tells."""

__version__ = "0.1.0"
