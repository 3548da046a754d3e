"""`campaign accounts …` and `campaign key rotate`."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from campaign.cli import options, output
from campaign.cli.signing_in import signing_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from campaign.desk.connecting import Standing
    from campaign.preflight import Finding

app = typer.Typer(help="Who speaks: logins on platforms.", no_args_is_help=True, rich_markup_mode=None)
key = typer.Typer(help="The key that seals the accounts' secrets.", no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The account.")]
Secrets = Annotated[
    Optional[list[str]],
    typer.Option("--secret", metavar="FIELD=VARIABLE", help="A secret, by the variable that holds it."),
]

PerHour = typer.Option("--per-hour", metavar="N", min=0, help="No more than N posts in any hour; 0 for no cap.")


@app.command()
def add(
    name: Name,
    platform: Annotated[str, typer.Option("--platform", metavar="KIND", help="feed, x, mastodon, bluesky, webhook.")],
    server: Annotated[Optional[str], typer.Option("--server", metavar="URL", help="The server it is on.")] = None,
    secret: Secrets = None,
    option: Annotated[
        Optional[list[str]],
        typer.Option(
            "--option", metavar="KEY=VALUE", help="A setting of its platform, such as handle=clinic.bsky.social."
        ),
    ] = None,
    per_hour: Annotated[Optional[int], PerHour] = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Add an account. Secrets come from variables, else they are asked for."""
    from campaign.desk import accounts

    with options.opened(config, database) as opened:
        wish = accounts.Wish(name, platform, server, dict(_pairs("--option", option or [])), per_hour)
        made = accounts.add(opened, wish, secrets=_secrets(secret), ask=_asker(), dry_run=dry_run)
    output.tell(
        made,
        f"Account “{name}” on {platform} is added.",
        f"Next: campaign accounts check {shlex.quote(name)}",
        as_json=as_json,
        dry_run=dry_run,
    )


@app.command()
def connect(
    name: Name,
    platform: Annotated[str, typer.Option("--platform", metavar="KIND", help="x, mastodon, bluesky, webhook, feed.")],
    server: Annotated[Optional[str], typer.Option("--server", metavar="URL", help="The server it is on.")] = None,
    secret: Secrets = None,
    option: Annotated[
        Optional[list[str]],
        typer.Option(
            "--option", metavar="KEY=VALUE", help="A setting of its platform, such as handle=clinic.bsky.social."
        ),
    ] = None,
    redirect: Annotated[
        Optional[str], typer.Option("--redirect", metavar="URL", help="The address that your app on X sends people to.")
    ] = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Sign in on the platform, and give an account that login. One that is there keeps its queue."""
    from campaign.desk import accounts, connecting

    with options.opened(config, database) as opened:
        wish = accounts.Wish(name, platform, server, dict(_pairs("--option", option or [])))
        if connecting.has_pages(platform):
            made = signing_in(opened, wish, _secrets(secret), _asker(), redirect, dry_run=dry_run)
        else:
            made = connecting.enter(opened, wish, secrets=_secrets(secret), ask=_asker(), dry_run=dry_run)
    if as_json:
        return output.print_json(made or {"account": name, "dry_run": dry_run})
    if made:
        output.say(f"Account “{made.account}” speaks as {made.who}.")
        output.say(*([f"{output.count(len(made.released), 'delivery')} released."] if made.released else []))
    output.say_if_dry(dry_run)
    return None


@app.command()
def change(
    name: Name,
    per_hour: Annotated[int, PerHour],
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Change how much an account may say."""
    from campaign.desk import accounts

    with options.opened(config, database) as opened:
        changed = accounts.cap(opened, name, per_hour, dry_run=dry_run)
    if as_json:
        return output.print_json(changed)
    said = f"no more than {output.count(per_hour, 'post')} in any hour" if per_hour else "as much as it has to"
    output.say(f"Account “{name}” says {said}.")
    output.say_if_dry(dry_run)
    return None


def _pairs(option: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    from campaign.errors import UsageError

    pairs = []
    for text in texts:
        left, equals, right = text.partition("=")
        if not equals or not left:
            # The text is not repeated: somebody may have typed the secret itself.
            raise UsageError(f"{option} takes {'FIELD=VARIABLE' if option == '--secret' else 'KEY=VALUE'}.")
        pairs.append((left, right))
    return pairs


def _secrets(given: list[str] | None) -> dict[str, str]:
    return {field: _from_environment(variable) for field, variable in _pairs("--secret", given or [])}


def _asker() -> Callable[[str, bool], str] | None:
    """Who can be asked for a secret: a person at a terminal, else nobody."""
    return _ask if sys.stdin.isatty() else None


def _from_environment(variable: str) -> str:
    from campaign.errors import UsageError

    value = os.environ.get(variable)
    if not value:
        raise UsageError("--secret names a variable that is not set; secrets do not belong on the command line.")
    return value


def _ask(prompt: str, required: bool) -> str:
    hint = "" if required else " (empty for none)"
    answer: str = typer.prompt(prompt + hint, hide_input=True, default=None if required else "", show_default=False)
    return answer


@app.command("list")
def listing(config: options.File = None, database: options.Database = None, as_json: options.Json = False) -> None:
    """List the accounts. It tells who they are, how many posts an hour, and how their logins stand."""
    from campaign.desk import connecting, showing

    with options.opened(config, database) as opened:
        found = connecting.standings(opened)
    if as_json:
        return output.print_json([{**showing.plain(one.account), "login_ends_at": one.ends_at} for one in found])
    rows = [
        (one.account.name, one.account.platform, one.account.server or "", one.account.per_hour or "", _standing(one))
        for one in found
    ]
    output.print_list(
        ("Account", "Platform", "Server", "Per hour", "State"),
        rows,
        "There is no account: `campaign accounts add` makes one.",
    )
    return None


def _standing(one: Standing) -> str:
    said = output.state(one.account.state, one.account.reason)
    if one.trouble:
        return f"{said}; {one.trouble}"
    return f"{said}; login renewed by itself before {one.ends_at:%Y-%m-%d %H:%M} UTC" if one.ends_at else said


@app.command()
def check(
    name: Name, config: options.File = None, database: options.Database = None, as_json: options.Json = False
) -> None:
    """Ask the platform who we are and how long a post may be. Nothing is posted."""
    from campaign.desk import connecting
    from campaign.naming import platform_name

    with options.opened(config, database) as opened:
        tried = connecting.try_out(opened, name)
    if as_json:
        return output.print_json({"account": name, "who": tried.who, "most": tried.limits.most})
    rules = platform_name(tried.limits.platform)
    return output.say(tried.who, f"A post may count {tried.limits.most:,}, by the rules of {rules}.")


@app.command()
def pause(
    name: Name,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Let an account be silent for now; its posts stay queued."""
    from campaign.desk import accounts

    with options.opened(config, database) as opened:
        found = accounts.pause(opened, name, dry_run=dry_run)
    output.tell(
        found, output.state(f"Account “{name}” is {found.state}", found.reason) + ".", as_json=as_json, dry_run=dry_run
    )


@app.command()
def resume(
    name: Name,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Let a paused or held account speak again. What was held with it goes on."""
    from campaign.desk import accounts, preflighting

    with options.opened(config, database) as opened:
        released = accounts.resume(opened, name, dry_run=dry_run)
        found = [] if dry_run else preflighting.findings(opened, released, done=True)
    _say_released(name, "is active", released, found, as_json=as_json, dry_run=dry_run)


@app.command()
def renew(
    name: Name,
    secret: Secrets = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Give an account a new login. What was held with the old one goes on."""
    from campaign.desk import accounts, preflighting

    with options.opened(config, database) as opened:
        released = accounts.renew(opened, name, secrets=_secrets(secret), ask=_asker(), dry_run=dry_run)
        found = [] if dry_run else preflighting.findings(opened, released, done=True)
    _say_released(name, "has a new login", released, found, as_json=as_json, dry_run=dry_run)
    if not as_json:
        output.say(f"Next: campaign accounts check {shlex.quote(name)}")


def _say_released(
    name: str, now: str, released: list[int], found: Sequence[Finding], *, as_json: bool, dry_run: bool
) -> None:
    """What became of an account, of what was held with it, and what still stands in the way of that."""
    from campaign.desk import showing

    if as_json:
        value = {"account": name, "released": released, "dry_run": dry_run, "findings": showing.found(found)}
        return output.print_json(value)
    output.say(f"Account “{name}” {now}; {output.count(len(released), 'delivery')} released.")
    output.say_found(found)
    return output.say_if_dry(dry_run)


@app.command()
def remove(
    name: Name,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Remove an account that speaks in no campaign."""
    from campaign.desk import accounts

    with options.opened(config, database) as opened:
        accounts.remove(opened, name, dry_run=dry_run)
    output.tell(
        {"account": name, "removed": True, "dry_run": dry_run},
        f"Account “{name}” is removed.",
        as_json=as_json,
        dry_run=dry_run,
    )


@key.command()
def rotate(config: options.File = None, database: options.Database = None, dry_run: options.DryRun = False) -> None:
    """Make a new key, and seal every account's secrets with it."""
    from campaign.desk import accounts

    with options.opened(config, database) as opened:
        number = accounts.rotate_key(opened, dry_run=dry_run)
    done = "would be sealed with a new key" if dry_run else "are sealed with a new key"
    output.say(f"The secrets of {output.count(number, 'account')} {done}.")
