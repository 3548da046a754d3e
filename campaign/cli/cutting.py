"""`campaign cut`: see what an article would become. Touches no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from campaign.cli import options, output

if TYPE_CHECKING:
    from posts.cut import Cut


#: As `posts.measure` has them: to ask it would load what counts for a `--help`.
_LIMITS = "x, bluesky, mastodon, linkedin, threads, instagram, plain"


def cut(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A path, a URL, or - for standard input.")],
    hashtag: Annotated[Optional[list[str]], typer.Option("--hashtag", metavar="TAG", help="On every post.")] = None,
    platform: Annotated[
        Optional[list[str]], typer.Option("--platform", metavar="KIND", help=f"Whose limits to keep (x): {_LIMITS}.")
    ] = None,
    link: Annotated[Optional[str], typer.Option("--link", metavar="URL", help="A link for every post.")] = None,
    max_posts: options.MaxPosts = None,
    per_section: options.PerSection = False,
    ranked: options.Ranked = False,
    thread: options.Thread = False,
    tags_at: options.TagsAt = None,
    rewrite: options.Rewrite = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="Also show what of the article no post says.")] = False,
    config: options.File = None,
    as_json: options.Json = False,
) -> None:
    """Print the posts that an article makes."""
    from campaign.desk import cutting, rewriting

    wanted = cutting.Wanted(
        tuple(hashtag or ()),
        tuple(platform or ("x",)),
        link=link,
        tags_at=tags_at or "end",
        max_posts=max_posts,
        per_section=per_section,
        ranked=ranked,
        thread=thread,
        rewrite=rewrite,
    )
    cuts, outcome = cutting.cut(config, source, wanted)
    if as_json:
        output.print_json(cutting.as_json(cuts, outcome))
        return
    output.say(cuts[0].article.title or "(no title)", "")
    for one in cuts:
        _show(one)
        if coverage:
            _show_coverage(one)
    if outcome:
        output.say(rewriting.words(outcome), "")
    _suggest(cutting.suggestions(cuts))


def _show(made: Cut) -> None:
    from campaign.desk import cutting
    from campaign.naming import platform_name

    limits = made.brief.frame.limits
    output.say(f"{platform_name(limits.platform)}: {output.count(len(made.posts), 'post')}, {limits.most} at most", "")
    shown = zip(made.posts, cutting.texts(made), cutting.warnings(made), strict=True)
    for number, (post, (text, counted), warnings) in enumerate(shown, 1):
        mark = f"  rewritten by {post.rewriter}" if post.rewriter else ""
        output.say(f"── {number}  [{counted}/{limits.most}]{mark}", text, *(f"  ! {one}" for one in warnings), "")
    if not made.posts:
        output.say("Nothing of it can stand alone as a post; --coverage says why, and --thread needs no post to.", "")


def _show_coverage(made: Cut) -> None:
    """What the posts say of the article, section by section, and each passage that none says."""
    from posts.cut import wording
    from posts.cut.coverage import coverage, share

    output.say(f"The posts say {share(made):.0%} of the article.", "")
    for section in coverage(made):
        output.say(f"{section.share:4.0%}  {section.heading or '(no heading)'}")
    missed = [part for part in made.left_out if part.reason not in wording.SMALL]
    output.say("", "Not said:" if missed else "Everything is said.")
    for part in missed:
        output.say(f"  – {made.article.text[part.start : part.end]}  ({wording.why(part.reason)})")
    if made.article.around:
        output.say("", "Taken for no part of the article:", *(f"  – {text}" for text in made.article.around))
    output.say("")


def _suggest(suggestions: Mapping[str, Sequence[str]]) -> None:
    """One line, or one a platform where they are not the same."""
    differ = len({tuple(tags) for tags in suggestions.values()}) > 1
    for platform, tags in suggestions.items() if differ else list(suggestions.items())[:1]:
        if tags:
            output.say(f"Hashtags that would fit{f' on {platform}' if differ else ''}: {' '.join(tags)}")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(cut)
