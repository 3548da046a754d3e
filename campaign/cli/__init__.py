"""The command line: parse, call a verb of the desk, print. Nothing here decides or queries.

Every command imports what it needs when it runs, so that `campaign --help` starts at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from campaign import __version__
from campaign.cli import (
    accounts,
    campaigns,
    cutting,
    database,
    deliveries,
    digest,
    engagement,
    notices,
    output,
    people,
    reporting,
    running,
    settings,
    simulating,
    stopping,
)
from campaign.errors import CampaignError, ConfigError, UsageError
from posts.errors import PostsError, TagError, TemplateError

#: What is mended by other words in the call or the settings, not by trying it again: their classes decide.
_USAGE = (UsageError, ConfigError, TagError, TemplateError)

app = typer.Typer(
    name="campaign",
    help="Cuts an article into posts with your campaign's hashtag, and publishes them on schedule.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in (running, cutting, campaigns, deliveries, reporting, digest, simulating, stopping):
    part.register(app)
app.add_typer(accounts.app, name="accounts")
app.add_typer(database.app, name="db")
app.add_typer(engagement.app, name="engagement")
app.add_typer(accounts.key, name="key")
app.add_typer(notices.app, name="notices")
app.add_typer(settings.app, name="settings")
app.add_typer(people.users, name="users")
app.add_typer(people.tokens, name="tokens")
app.add_typer(people.links, name="links")


def _say_version(wanted: bool) -> None:
    if wanted:
        output.say(f"campaign {__version__}")
        raise typer.Exit


@app.callback()
def _before_any_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which release this is.")
    ] = False,
) -> None: ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Exit codes: 0 done, 1 it failed, 2 the call or the settings are wrong."""
    try:
        result = app(
            list(arguments) if arguments is not None else None, prog_name=output.called_as(), standalone_mode=False
        )
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort:
        return _complain("Stopped.", 1)
    except (CampaignError, PostsError) as error:
        return _complain(str(error), 2 if isinstance(error, _USAGE) else 1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _complain(f"{where}{error.strerror or error}.", 1)
    except UnicodeError:
        return _complain("That text is not valid UTF-8.", 1)
    except KeyboardInterrupt:
        return _complain("Stopped.", 1)
    except typer.TyperException as error:
        return _misspoken(error)
    return result if isinstance(result, int) else 0


def _misspoken(error: typer.TyperException) -> int:
    """What Typer says of a call; of one that names no command, that is the help itself."""
    from campaign.cli import complaints

    said = error.format_message()
    return _complain(said if said.startswith("Usage:") else complaints.sentence(error), error.exit_code)


def _complain(words: str, code: int) -> int:
    print(output.as_called(words), file=sys.stderr)
    return code
