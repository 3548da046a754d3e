"""`campaign cut`: see what an article would become. Touches no database."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from campaign.cli import options, output


def cut(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A path, a URL, or - for standard input.")],
    hashtag: Annotated[Optional[list[str]], typer.Option("--hashtag", metavar="TAG", help="On every post.")] = None,
    platform: Annotated[
        Optional[list[str]], typer.Option("--platform", metavar="KIND", help="Whose limits to keep (x).")
    ] = None,
    link: Annotated[Optional[str], typer.Option("--link", metavar="URL", help="A link for every post.")] = None,
    max_posts: Annotated[
        Optional[int], typer.Option("--max-posts", metavar="N", min=1, help="Only the best N posts.")
    ] = None,
    thread: Annotated[bool, typer.Option("--thread", help="Numbered posts that follow each other.")] = False,
    config: options.File = None,
    as_json: options.Json = False,
) -> None:
    """Print the posts that an article makes."""
    from campaign.desk import trying

    cuts = trying.cut(config, source, hashtag or (), platform or ("x",), link=link, max_posts=max_posts, thread=thread)
    if as_json:
        output.print_json(trying.as_json(cuts))
        return
    for number, one in enumerate(cuts):
        _show(one, first=number == 0)


def _show(made: object, *, first: bool) -> None:
    from campaign.desk import trying
    from posts.cut import Cut

    assert isinstance(made, Cut)
    limits = made.brief.frame.limits
    if first:
        output.say(made.article.title or "(no title)", "")
    output.say(f"{limits.platform}: {output.count(len(made.posts), 'post')}, {limits.most} at most", "")
    for number, (text, counted) in enumerate(trying.texts(made), 1):
        output.say(f"── {number}  [{counted}/{limits.most}]", text, "")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(cut)
