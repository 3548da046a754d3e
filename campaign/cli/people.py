"""`campaign users …`, `campaign tokens …` and `campaign links …`: who may do what."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from campaign.cli import options, output
from campaign.rights import Kind, Role

if TYPE_CHECKING:
    from campaign.store.people.values import User


def _room(words: str) -> typer.Typer:
    return typer.Typer(help=words, no_args_is_help=True, rich_markup_mode=None)


users = _room("Who logs in to the dashboard.")
tokens = _room("By which programs ask the API.")
links = _room("By which somebody without an account reviews waiting posts.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The user.")]
NewRole = Annotated[Optional[Role], typer.Option("--role", help="What they may do.")]
PasswordFile = Annotated[
    Optional[Path], typer.Option("--password-file", metavar="FILE", help="The password is this file's first line.")
]
PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help="The password is the first line of the input.")]


@users.command("add")
def add_user(
    name: Name,
    role: NewRole = None,
    password_file: PasswordFile = None,
    password_stdin: PasswordStdin = False,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Add a user; the first is an owner. From then on the dashboard asks who one is."""
    from campaign.desk import users as desk

    with options.opened(config, database) as app:
        added = desk.add(app, name, _password(password_file, from_input=password_stdin), role, dry_run=dry_run)
    _say_user(added, "is added", as_json=as_json, dry_run=dry_run)


@users.command("list")
def list_users(config: options.File = None, database: options.Database = None, as_json: options.Json = False) -> None:
    """List the users."""
    from campaign.desk import users as desk

    with options.opened(config, database) as app:
        found = desk.listed(app)
    if as_json:
        return output.print_json(found)
    rows = [(one.name, one.role, output.when(one.created_at)) for one in found]
    output.print_list(("User", "Role", "Since"), rows, "There is no user: the dashboard serves this machine alone.")
    return None


@users.command("change")
def change_user(
    name: Name,
    role: NewRole = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password.")] = False,
    password_file: PasswordFile = None,
    password_stdin: PasswordStdin = False,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Give a user another role, or a new password. A new password ends their sessions."""
    from campaign.desk import users as desk
    from campaign.errors import UsageError

    wants_password = password or password_stdin or password_file is not None
    if role is None and not wants_password:
        raise UsageError("Say what is to change: --role ROLE, or --password.")
    with options.opened(config, database) as app:
        changed = None
        if wants_password:
            new = _password(password_file, from_input=password_stdin)
            changed = desk.set_password(app, name, new, dry_run=dry_run)
        if role is not None:
            changed = desk.set_role(app, name, role, dry_run=dry_run)
    assert changed is not None
    _say_user(changed, "is changed", as_json=as_json, dry_run=dry_run)


@users.command("remove")
def remove_user(
    name: Name,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Remove a user, with their sessions, tokens and links."""
    from campaign.desk import users as desk

    with options.opened(config, database) as app:
        desk.remove(app, name, dry_run=dry_run)
    output.tell(
        {"user": name, "removed": True, "dry_run": dry_run},
        f"User “{name}” is removed.",
        as_json=as_json,
        dry_run=dry_run,
    )


@tokens.command("add")
def add_token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What asks by it.")],
    scope: Annotated[Optional[list[str]], typer.Option("--scope", metavar="KIND", help=f"{', '.join(Kind)}.")] = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Make a token; it is shown this once."""
    from campaign.desk import showing
    from campaign.desk import tokens as desk

    with options.opened(config, database) as app:
        made = desk.add(app, name, scope or [], dry_run=dry_run)
    if as_json:
        return output.print_json({**showing.plain(made.token), "token": None if dry_run else made.secret})
    if not dry_run:
        output.say("This token is shown once; keep it where only its program finds it:", made.secret)
    output.say_if_dry(dry_run)
    return None


@tokens.command("list")
def list_tokens(config: options.File = None, database: options.Database = None, as_json: options.Json = False) -> None:
    """List the tokens, never their secrets."""
    from campaign.desk import tokens as desk

    with options.opened(config, database) as app:
        found = desk.listed(app)
    if as_json:
        return output.print_json(found)
    rows = [
        (one.uid, one.name, " ".join(one.scopes), one.user or "", output.when(one.used_at), output.when(one.revoked_at))
        for one in found
    ]
    output.print_list(
        ("Token", "Name", "May", "Of", "Last used", "Revoked"),
        rows,
        "There is no token: `campaign tokens add` makes one.",
    )
    return None


@tokens.command("revoke")
def revoke_token(
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="As `campaign tokens list` shows it.")],
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Let a token open nothing any more."""
    from campaign.desk import tokens as desk

    with options.opened(config, database) as app:
        revoked = desk.revoke(app, token, dry_run=dry_run)
    output.tell(revoked, f"The token “{revoked.name}” opens nothing any more.", as_json=as_json, dry_run=dry_run)


@links.command("add")
def add_link(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whom it is for: their approvals are signed with it.")],
    campaign: Annotated[str, typer.Option("--campaign", metavar="NAME", help="Whose waiting posts it shows.")],
    lasts: Annotated[Optional[str], typer.Option("--lasts", metavar="7d", help="How long, 90 days at most.")] = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Make a link; its address is shown this once."""
    from campaign.desk import links as desk
    from campaign.desk import showing

    with options.opened(config, database) as app:
        made = desk.add(app, name, campaign, lasts, dry_run=dry_run)
    if as_json:
        return output.print_json({**showing.plain(made.link), "url": None if dry_run else made.url})
    if not dry_run:
        output.say(f"Send this to {name} alone; it is shown once and lasts until {output.when(made.link.ends_at)}:")
        output.say(made.url)
    output.say_if_dry(dry_run)
    return None


@links.command("list")
def list_links(config: options.File = None, database: options.Database = None, as_json: options.Json = False) -> None:
    """List the links, never their addresses."""
    from campaign.desk import links as desk

    with options.opened(config, database) as app:
        found = desk.listed(app)
    if as_json:
        return output.print_json(found)
    rows = [
        (one.id, one.name, one.campaign, one.user or "", output.when(one.ends_at), output.when(one.revoked_at))
        for one in found
    ]
    output.print_list(
        ("Link", "For", "Campaign", "Of", "Until", "Revoked"), rows, "There is no link: `campaign links add` makes one."
    )
    return None


@links.command("revoke")
def revoke_link(
    link: Annotated[int, typer.Argument(metavar="LINK", help="As `campaign links list` shows it.")],
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Let a link open nothing any more."""
    from campaign.desk import links as desk

    with options.opened(config, database) as app:
        revoked = desk.revoke(app, link, dry_run=dry_run)
    output.tell(revoked, f"The link for {revoked.name} opens nothing any more.", as_json=as_json, dry_run=dry_run)


def _password(file: Path | None, *, from_input: bool) -> str:
    """From where it was said, else from whoever sits at the terminal; never from the command line."""
    from campaign.errors import UsageError

    if file is not None:
        return file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("Give the password with --password-file FILE or --password-stdin: nobody can be asked here.")
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt="Once more")
    return typed


def _say_user(one: User, done: str, *, as_json: bool, dry_run: bool) -> None:
    output.tell(one, f"User “{one.name}” ({one.role}) {done}.", as_json=as_json, dry_run=dry_run)
