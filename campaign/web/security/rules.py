"""What may be done where: a table of paths, read from the top; what is in no line is refused. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from campaign.rights import Kind

_LOOKS = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of doing, for the paths that the pattern fits wholly; None: anybody may, without a login."""

    pattern: str
    looking: Kind | None
    doing: Kind | None


RULES = (
    # Each of these has a lock of its own: a password, a secret in its address.
    Rule(r"/(login|logout|review/.+|calendar\.ics)", None, None),
    # Whoever reads a post follows its link.
    Rule(r"/l/.*", None, None),
    Rule(r"/settings/(users|audit|backups)(/.*)?", Kind.PEOPLE, Kind.PEOPLE),
    Rule(r"/settings/links(/.*)?", Kind.APPROVE, Kind.APPROVE),
    # Whoever may hold a post may hold them all; to let them go takes more.
    Rule(r"(/settings/switch|/api/v1)/start", Kind.READ, Kind.APPROVE),
    Rule(r"/settings/switch/stop", Kind.READ, Kind.WRITE),
    Rule(r"/settings/(switch|defaults)", Kind.READ, Kind.PEOPLE),
    # One's own password, and tokens that are never more than who makes them.
    Rule(r"/settings(/(password|tokens)(/.*)?)?", Kind.READ, Kind.READ),
    Rule(r"/accounts/(new|callback|\d+/(connect|remove))", Kind.ACCOUNTS, Kind.ACCOUNTS),
    Rule(r"/accounts(/.*)?", Kind.READ, Kind.ACCOUNTS),
    # The first steps make an account too.
    Rule(r"/welcome", Kind.READ, Kind.ACCOUNTS),
    Rule(r"/api/v1/accounts(/.*)?", Kind.READ, Kind.ACCOUNTS),
    Rule(r"/api/v1/settings", Kind.READ, Kind.PEOPLE),
    Rule(r"/api/v1/queue/send-back", Kind.READ, Kind.APPROVE),
    # Whatever puts a post into the queue lets it go out; and whoever may do so may think again.
    Rule(r"/.+/(approve|propose|release|retry|send)", Kind.READ, Kind.APPROVE),
    # An approver's inbox: to change a text there is to approve the new one.
    Rule(r"/approvals(/.*)?", Kind.READ, Kind.APPROVE),
    Rule(
        r"/((worker|live|campaigns|articles|calendar|compose|queue|history|reports|help|feeds)(/.*)?)?",
        Kind.READ,
        Kind.WRITE,
    ),
    Rule(r"/api(/v1/.+)?", Kind.READ, Kind.WRITE),
)


def rule_of(path: str) -> Rule | None:
    """The rule that counts for a path."""
    return next((rule for rule in RULES if re.fullmatch(rule.pattern, path)), None)


def kind_of(rule: Rule, method: str) -> Kind | None:
    """What a request of that method does there."""
    return rule.looking if method in _LOOKS else rule.doing
