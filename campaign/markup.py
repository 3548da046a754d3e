"""Sentences as HTML, on pages and in mails alike. Pure."""

from __future__ import annotations

from markupsafe import Markup, escape


def coded(text: str) -> Markup:
    """What stands between backticks becomes code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 and number < len(parts) - 1 else escape(part)
        for number, part in enumerate(parts)
    )
