"""What a marketer has to know of each platform before an account of theirs is connected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from campaign.desk import connecting
from posts.platforms import kinds


@dataclass(frozen=True, slots=True)
class Offer:
    """A platform, with the two sentences that say what is needed and what happens."""

    needs: str
    happens: str
    #: What its server is called; None where there is no choice.
    server: str | None = None
    needs_server: bool = False
    #: Options that a person types: name and label.
    options: tuple[tuple[str, str], ...] = ()
    keeps_limits: bool = False


OFFERS: Mapping[str, Offer] = MappingProxyType(
    {
        "x": Offer(
            "You need an app of your own in X's developer console, with read and write permission: "
            "its client ID, and its client secret if it has one.",
            "You go to X, sign in as the account that is to speak, and allow the app; X sends you back here.",
        ),
        "mastodon": Offer(
            "You need the address of the server that your account is on, such as mastodon.social.",
            "You go to that server, sign in, and allow it to be posted for; nothing has to be registered first.",
            server="Address of your server",
            needs_server=True,
        ),
        "bluesky": Offer(
            "You need your handle and an app password, which Bluesky makes under Settings, Privacy and security; "
            "your own password is not asked for.",
            "The app password is tried at once, and kept only if Bluesky takes it.",
            server="Address of your server, if it is not Bluesky's own",
            options=(("handle", "Handle, such as clinic.bsky.social"),),
        ),
        "webhook": Offer(
            "You need the address of a program of yours that takes posts, and a signing secret that it knows too.",
            "Every post is sent there, signed; what the program does with it is its own affair.",
            server="Address that takes the posts",
            needs_server=True,
            keeps_limits=True,
        ),
        "feed": Offer(
            "You need nothing: no login, no network.",
            "Posts appear on a page and in an Atom feed of this dashboard, so that you see all of it before anybody "
            "else does.",
            keeps_limits=True,
        ),
    }
)


def offer(kind: str) -> Offer:
    """That of a platform; one that a package brought along is described by what it asks for."""
    plain = Offer("An installed package brings this platform along.", "Its login is tried at once.")
    return OFFERS.get(kind, plain)


def offers() -> list[tuple[str, Offer]]:
    """All platforms that there are, in the order in which marketers look for them."""
    return [(kind, offer(kind)) for kind in (*OFFERS, *(one for one in kinds() if one not in OFFERS))]


def whom(kind: str, who: str) -> str:
    """Who an account is there, for a page: what the feed says is a place on the server's disk."""
    return "the built-in feed" if kind == "feed" else who


def fields(kind: str) -> list[tuple[str, str, bool]]:
    """The secrets that its form asks for: name, prompt, whether it must be filled in."""
    return [(one.name, one.prompt, one.required) for one in connecting.asks(kind)]
