"""What can go wrong at the desk. ``str()`` is one sentence for a person; identifiers are attributes.

CampaignError
├─ ConfigError   a setting is wrong: which file, which key, what would be right
├─ NotFound      there is no campaign, account or delivery of that name
├─ StateError    the delivery is in a state in which this cannot be done
├─ Refused       what was asked for cannot be done: too long, no tag, no slot
│  └─ UsageError it is not asked as it can be: no date, no such kind, two options that exclude each other
└─ StoreError    the database cannot be used: missing, locked, of another release
   ├─ Sealed     it was moved elsewhere, or is a backup
   └─ Overtaken  another worker was quicker: all was taken back
"""

from __future__ import annotations


class CampaignError(Exception):
    """Base of all errors of the desk and its database."""

    #: What a page says in its place, where the sentence tells a command or an option; see `on_pages`.
    page: str = ""


def on_pages(error: Exception) -> str:
    """What went wrong, in a sentence for who has buttons and fields instead of commands and options."""
    return getattr(error, "page", "") or str(error)


class ConfigError(CampaignError):
    """A setting cannot be used. ``path`` is the file or variable, ``key`` the setting's dotted name."""

    def __init__(self, message: str, *, path: str = "", key: str = "", hint: str = "") -> None:
        where = f"{path}: " if path else ""
        super().__init__(f"{where}{message}{f' {hint}' if hint else ''}")
        self.path = path
        self.key = key
        self.hint = hint


class NotFound(CampaignError):
    """Nothing of that ``kind`` goes by that ``key``."""

    def __init__(self, kind: str, key: str | int, hint: str = "") -> None:
        name = f"“{key}”" if isinstance(key, str) else str(key)
        super().__init__(f"There is no {kind} {name}.{f' {hint}' if hint else ''}")
        # The command that lists them; a page is such a list.
        self.page = f"There is no {kind} {name}." if hint.startswith("`campaign ") else ""
        self.kind = kind
        self.key = key


class StateError(CampaignError):
    """A delivery is not in a state from which it could go where it was sent."""

    def __init__(self, delivery: int, was: str, wanted: str, why: str = "") -> None:
        cannot = "already" if was == wanted else f", so it cannot be {wanted}"
        words = f"{delivery} is {was}{'' if cannot.startswith(',') else ' '}{cannot}".replace("_", " ")
        words = f"{words}{f': {why}' if why else ''}."
        super().__init__(f"Delivery {words}")
        self.page = f"Post {words}"
        self.delivery = delivery
        self.was = was
        self.wanted = wanted


class Refused(CampaignError):
    """What was asked for is understood but cannot be done; nothing was changed.

    ``field`` names what of a wish is at fault, as the wish calls it; empty where it is nothing single. ``page`` is
    what a page says in the place of a message that tells a command or an option.
    """

    def __init__(self, message: str, *, field: str = "", page: str = "") -> None:
        super().__init__(message)
        self.field = field
        self.page = page


class UsageError(Refused):
    """The words of the call are wrong, whatever the installation holds: a value that is none, or one that is missing.

    A command ends with exit code 2 for it, as it does for an option that there is not. A name that nothing goes by is
    no such error but `NotFound`: tomorrow something may.
    """


class StoreError(CampaignError):
    """The database cannot be used; what was being written is not there."""


class Sealed(StoreError):
    """Nothing may be written to this database: it was moved, is being filled, or is a backup."""


class Overtaken(StoreError):
    """Another worker speaks for an account that was about to be spoken for; nothing of the transaction is there."""

    def __init__(self) -> None:
        super().__init__("Another worker was quicker.")
