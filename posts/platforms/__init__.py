"""The platforms we speak to: a table of dotted names, each imported on first use."""

from __future__ import annotations
