"""A person at a terminal signs in on a platform's page: the address to visit, and what they bring back from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import typer

from campaign.cli import output

if TYPE_CHECKING:
    from campaign.app import App
    from campaign.desk.accounts import Ask, Wish
    from campaign.desk.connecting import Begun, Connected

#: Nobody needs to listen there: the person copies the address out of the browser.
_REDIRECT = "http://127.0.0.1:8321/accounts/callback"


def signing_in(
    app: App, wish: Wish, secrets: Mapping[str, str], ask: Ask | None, redirect: str | None, *, dry_run: bool
) -> Connected | None:
    """Prints the page's address and takes what the person brings back; None in a dry run, which asks nobody."""
    from campaign.desk import connecting

    shown = connecting.shows_code(wish.platform) if redirect is None else None
    back = shown or redirect or _REDIRECT
    begun = connecting.begin(app, wish, secrets=secrets, redirect=back, ask=ask, dry_run=dry_run)
    if dry_run:
        return None
    output.say("Sign in here, in a browser on any machine:", "", f"  {begun.address}", "")
    if shown:
        return connecting.finish(app, begun.state, _asked("The code that is shown there").strip())
    output.say(f"It sends you on to {back}, where nothing needs to answer: copy that whole address.")
    return connecting.finish(app, begun.state, code_of(_asked("The address"), begun))


def code_of(address: str, begun: Begun) -> str:
    """The code in the address that a platform sent a person to. Raises `Refused` where it is another sign-in's."""
    from campaign.errors import Refused

    query = {name: values[0] for name, values in parse_qs(urlsplit(address.strip()).query).items()}
    if "error" in query:
        raise Refused("The sign-in was refused there: connect the account anew, and allow it.")
    if "code" not in query:
        raise Refused("That address holds no code: copy all of it, from “http” to its end.")
    if query.get("state") != begun.state:
        raise Refused("That address belongs to another sign-in: connect the account anew.")
    return query["code"]


def _asked(what: str) -> str:
    """Not shown: for some minutes it is as good as a password."""
    answer: str = typer.prompt(what, hide_input=True)
    return answer
