"""`campaign new / change / add / pause / resume / archive / unarchive / list / show`."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from campaign.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.app import App
    from campaign.desk.campaigns import Wish
    from campaign.desk.queueing import Added
    from campaign.store.values import Campaign

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the campaign is called.")]
Tags = Annotated[
    Optional[list[str]],
    typer.Option("--hashtag", metavar="TAG", help="The campaign's own tag; give it again for more."),
]
Accounts = Annotated[
    Optional[list[str]], typer.Option("--account", metavar="NAME", help="An account that speaks; again for each.")
]
At = Annotated[
    Optional[list[str]],
    typer.Option("--at", metavar="TIMES", help="[ACCOUNT=]mon-fri 09:00,17:30: when it may speak; again for more."),
]
Zone = Annotated[Optional[str], typer.Option("--timezone", metavar="ZONE", help="Such as Europe/London.")]
Start = Annotated[Optional[str], typer.Option("--start", metavar="D", help="First day, or moment.")]
Until = Annotated[Optional[str], typer.Option("--until", metavar="D", help="Last day, or moment.")]
Late = Annotated[
    Optional[str],
    typer.Option("--late", metavar="post/skip/respace", help="What becomes of a post that is later than its grace."),
]
Grace = Annotated[
    Optional[str], typer.Option("--grace", metavar="2h", help="How late a post may still go out as it is.")
]
Gap = Annotated[Optional[str], typer.Option("--gap", metavar="30m", help="Least time between an account's posts.")]
Every = Annotated[Optional[str], typer.Option("--every", metavar="2s", help="A post every so often, not weekly times.")]
Template = Annotated[
    Optional[list[str]], typer.Option("--template", metavar="T", help="[ACCOUNT=]Jinja2 text around each post.")
]
Tracked = Annotated[
    Optional[bool],
    typer.Option("--utm/--no-utm", help="Let links say which platform and campaign they were followed from."),
]
ShortLinks = Annotated[
    Optional[bool],
    typer.Option(
        "--short-links/--no-short-links", help="Let links lead through our own short ones, which count clicks."
    ),
]


def _wishing(act: Callable[..., None], words: str) -> Callable[..., None]:
    """The command of a verb that takes a whole campaign: `new` and `change` share all their options."""

    def command(
        name: Name,
        hashtag: Tags = None,
        account: Accounts = None,
        at: At = None,
        timezone: Zone = None,
        start: Start = None,
        until: Until = None,
        late: Late = None,
        grace: Grace = None,
        gap: Gap = None,
        every: Every = None,
        template: Template = None,
        tags_at: options.TagsAt = None,
        tracked: Tracked = None,
        short_links: ShortLinks = None,
        config: options.File = None,
        database: options.Database = None,
        as_json: options.Json = False,
        dry_run: options.DryRun = False,
    ) -> None:
        from campaign.desk.campaigns import Wish

        when = (at, timezone, start, until, late, grace, gap, every)
        wish = Wish(hashtag, account, *when, template, tags_at, tracked, short_links)
        with options.opened(config, database) as app:
            act(app, name, wish, as_json=as_json, dry_run=dry_run)

    command.__doc__ = words
    return command


def _new(app: App, name: str, wish: Wish, *, as_json: bool, dry_run: bool) -> None:
    from campaign.desk import campaigns

    made = campaigns.new(app, name, wish, dry_run=dry_run)
    if as_json:
        output.print_json(made)
    else:
        _show(made)
        output.say(f"Next: campaign add {shlex.quote(name)} ARTICLE")
        output.say_if_dry(dry_run)


def _change(app: App, name: str, wish: Wish, *, as_json: bool, dry_run: bool) -> None:
    from campaign.desk import campaigns

    changed = campaigns.change(app, name, wish, dry_run=dry_run)
    if as_json:
        return output.print_json(changed)
    _show(changed.campaign)
    output.say(f"{output.count(len(changed.moved), 'delivery')} moved.")
    if changed.stuck:
        stuck = output.count(len(changed.stuck), "delivery")
        output.say(f"{stuck} found no free time any more; what was queued is held: `campaign queue` shows why.")
    if changed.untagged:
        waiting = output.count(changed.untagged, "post")
        output.say(
            f"{waiting} that wait do not say {changed.campaign.terms.hashtags[0]}: edit them, or cancel and add."
        )
    output.say_if_dry(dry_run)
    return None


def add(
    name: Name,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A path, a URL, or - for standard input.")],
    link: Annotated[Optional[str], typer.Option("--link", metavar="URL", help="A link for every post.")] = None,
    hashtag: Annotated[
        Optional[list[str]], typer.Option("--hashtag", metavar="TAG", help="For these posts, after the campaign's own.")
    ] = None,
    approve: Annotated[bool, typer.Option("--approve", help="Queue at once, without a second look.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Even if the article was added before.")] = False,
    max_posts: options.MaxPosts = None,
    per_section: options.PerSection = False,
    ranked: options.Ranked = False,
    thread: options.Thread = False,
    rewrite: options.Rewrite = False,
    check_links: Annotated[
        bool, typer.Option("--check-links", help="Try the links; with a dead one the posts wait for approval.")
    ] = False,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Cut an article, and plan its posts into free times."""
    from campaign.desk import adding, showing

    with options.opened(config, database) as app:
        added = adding.add(
            app,
            name,
            source,
            adding.Asked(link, tuple(hashtag or ()), max_posts, per_section, ranked, rewrite, thread, check_links),
            approve=approve,
            again=again,
            dry_run=dry_run,
        )
    if as_json:
        return output.print_json(showing.added(added))
    _show_added(name, added, dry_run=dry_run)
    return None


def _show_added(name: str, added: Added, *, dry_run: bool) -> None:
    from campaign.desk import rewriting
    from campaign.planning import words
    from campaign.states import State

    output.say(f"{added.title or 'The article'}: {output.count(len(added.deliveries), 'post')}", "")
    rows = [
        (
            output.when(one.scheduled_for, one.zone) if one.after is None else "  then",
            account,
            output.marked(one.text, added.posts[one.post].rewriter),
        )
        for one, account in zip(added.deliveries, added.accounts, strict=True)
    ]
    output.print_table(("Goes out", "Account", "Text"), rows)
    if added.rewriting:
        output.say("", rewriting.words(added.rewriting))
    notes = [note for planned in added.plan.planned if (note := words.notable(planned.slot))]
    output.say(*dict.fromkeys(notes), *words.shortfall(added.plan.unplanned))
    for one, warnings in zip(added.deliveries, added.warnings, strict=True):
        if warnings:
            output.say("", *one.text.splitlines()[:1], *(f"  ! {warning}" for warning in warnings))
    _show_findings(added)
    if added.costs:
        output.say("", *(one.words() for one in added.costs))
    if added.suggestions:
        tags = " ".join(one.tag for one in added.suggestions)
        output.say("", f"Hashtags that would fit, each with --hashtag: {tags}")
    if dry_run:
        output.say("")
        output.say_if_dry(dry_run)
    elif added.state is State.PROPOSED:
        output.say("", "They wait for approval. Read them, then let them go:")
        output.say(
            f"  campaign queue --campaign {shlex.quote(name)}", f"  campaign approve --campaign {shlex.quote(name)}"
        )
    elif len(added.repeated) < len(added.deliveries):
        output.say("", "They are queued. The worker publishes them:  campaign run")


def _show_findings(added: Added) -> None:
    from campaign.reasons import words
    from campaign.states import State

    if added.obstacles:
        output.say("", *(f"! {words(one)}." for one in added.obstacles))
    if added.repeated:
        twice = output.count(len(added.repeated), "post")
        held = "held" if added.state is State.QUEUED else "held once approved"
        output.say("", f"{twice} said elsewhere too, so {held} until somebody releases them:")
    for place, reason in added.repeated.items():
        post = added.deliveries[place]
        output.say(f"  {post.text.splitlines()[0]}", f"  ! {words(reason, post.zone)}.")


def pause(
    name: Name,
    reason: Annotated[Optional[str], typer.Option("--reason", metavar="WORDS", help="Why, for whoever asks.")] = None,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Stop a campaign for now; its posts stay queued."""
    from campaign.desk import campaigns

    with options.opened(config, database) as app:
        changed = campaigns.set_state(app, name, "paused", reason, dry_run=dry_run)
    _say_state(changed, as_json=as_json, dry_run=dry_run)


def resume(
    name: Name,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Let a paused campaign go on. What became late meanwhile is treated as its --late says."""
    from campaign.desk import campaigns

    with options.opened(config, database) as app:
        changed = campaigns.set_state(app, name, "active", dry_run=dry_run)
    _say_state(changed, as_json=as_json, dry_run=dry_run)


def archive(
    name: Name,
    cancel: Annotated[bool, typer.Option("--cancel", help="Cancel what still waits; else it is refused.")] = False,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Put a campaign that is over out of the way. Its history and its report stay."""
    from campaign.desk import archiving

    with options.opened(config, database) as app:
        done = archiving.archive(app, name, cancel=cancel, dry_run=dry_run)
    if as_json:
        return output.print_json(done)
    if done.cancelled:
        output.say(f"{output.count(len(done.cancelled), 'delivery')} cancelled.")
    return _say_state(done.campaign, as_json=False, dry_run=dry_run)


def unarchive(
    name: Name,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Take an archived campaign back."""
    from campaign.desk import archiving

    with options.opened(config, database) as app:
        changed = archiving.unarchive(app, name, dry_run=dry_run)
    _say_state(changed, as_json=as_json, dry_run=dry_run)


def _say_state(changed: Campaign, *, as_json: bool, dry_run: bool) -> None:
    said = output.state(f"Campaign “{changed.name}” is {changed.state}", changed.reason, changed.terms.timezone)
    output.tell(changed, f"{said}.", as_json=as_json, dry_run=dry_run)


def listing(
    archived: Annotated[bool, typer.Option("--archived", help="Those that are archived too.")] = False,
    config: options.File = None,
    database: options.Database = None,
    as_json: options.Json = False,
) -> None:
    """List the campaigns."""
    from campaign.cli.stopping import say_halts
    from campaign.desk import looking, stopping

    with options.opened(config, database) as app:
        found, halts = looking.campaigns(app, archived=archived), stopping.halts(app)
    if as_json:
        return output.print_json(found)
    rows = [
        (
            one.name,
            output.state(one.state, one.reason, one.terms.timezone),
            one.terms.hashtags[0],
            ", ".join(speaker.account.name for speaker in one.speakers),
        )
        for one in found
    ]
    none = "There is no campaign: `campaign new` makes one, `campaign list --archived` shows those that are over."
    output.print_list(("Campaign", "State", "Hashtag", "Accounts"), rows, none)
    say_halts([one for one in halts if one.what == "everything"], output.note)
    return None


def show(
    name: Name, config: options.File = None, database: options.Database = None, as_json: options.Json = False
) -> None:
    """Show a campaign, and where its posts are."""
    from campaign.desk import looking

    with options.opened(config, database) as app:
        found, states = looking.campaign(app, name)
    if as_json:
        return output.print_json({"campaign": found, "states": states})
    _show(found)
    output.say(*(f"  {state.value.replace('_', ' '):10} {number}" for state, number in states.items()))
    return None


def _show(campaign: Campaign) -> None:
    from datetime import timedelta

    from campaign.planning import durations
    from campaign.reasons import words

    terms = campaign.terms
    output.say(f"{campaign.name}  {' '.join(terms.hashtags)}  ({campaign.state}, times in {terms.timezone})")
    if campaign.reason:
        output.say(f"  {words(campaign.reason, terms.timezone)}.")
    if terms.tags_at == "inline":
        output.say("  hashtags inline, where a post says their words")
    if terms.tracked:
        output.say("  links say where they were followed from (utm_)")
    if terms.short_links:
        output.say("  short links, whose clicks are counted")
    for speaker in campaign.speakers:
        times = "; ".join(speaker.times)
        if terms.every_s:
            times = f"every {durations.text(timedelta(seconds=terms.every_s))}"
        output.say(f"  {speaker.account.name} ({speaker.account.platform}): {times}")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("new")(_wishing(_new, "Make a campaign."))
    app.command("change")(_wishing(_change, "Change a running campaign. What is still queued is planned anew."))
    app.command()(add)
    for command in (pause, resume, archive, unarchive):
        app.command()(command)
    app.command("list")(listing)
    app.command()(show)
