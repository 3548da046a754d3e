"""The clock: APScheduler drives the worker. Nothing imports this module."""
