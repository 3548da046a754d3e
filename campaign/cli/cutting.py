"""`campaign cut`: see what an article would become. Touches no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from campaign.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from posts.cut import Cut


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
    tags_at: options.TagsAt = None,
    rewrite: options.Rewrite = False,
    config: options.File = None,
    as_json: options.Json = False,
) -> None:
    """Print the posts that an article makes."""
    from campaign import config as settings
    from campaign.desk import rewriting, trying
    from posts.rewriting import rewritten

    rewriter = rewriting.opened(settings.load(config)) if rewrite else None
    cuts: Sequence[Cut] = trying.cut(
        config,
        source,
        hashtag or (),
        platform or ("x",),
        link=link,
        max_posts=max_posts,
        thread=thread,
        tags_at=tags_at or "end",
    )
    outcome = None
    if rewriter:
        cuts, outcome = rewritten(cuts, rewriter)
    if as_json:
        output.print_json(trying.as_json(cuts, outcome))
        return
    for number, one in enumerate(cuts):
        _show(one, first=number == 0)
    if outcome:
        output.say(rewriting.words(outcome), "")
    _suggest(trying.suggestions(cuts))


def _show(made: Cut, *, first: bool) -> None:
    from campaign.desk import trying

    limits = made.brief.frame.limits
    if first:
        output.say(made.article.title or "(no title)", "")
    output.say(f"{limits.platform}: {output.count(len(made.posts), 'post')}, {limits.most} at most", "")
    for number, (post, (text, counted)) in enumerate(zip(made.posts, trying.texts(made), strict=True), 1):
        mark = f"  rewritten by {post.rewriter}" if post.rewriter else ""
        output.say(f"── {number}  [{counted}/{limits.most}]{mark}", text, "")


def _suggest(suggestions: Mapping[str, Sequence[str]]) -> None:
    """One line, or one a platform where they are not the same."""
    differ = len({tuple(tags) for tags in suggestions.values()}) > 1
    for platform, tags in suggestions.items() if differ else list(suggestions.items())[:1]:
        if tags:
            output.say(f"Hashtags that would fit{f' on {platform}' if differ else ''}: {' '.join(tags)}")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(cut)
