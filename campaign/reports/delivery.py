"""The delivery report: what was due and what was sent, how late, how often anew, why not, and what was prevented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from campaign.reasons import Reason, parted
from campaign.reports.course import Grain, Stretch, as_known
from campaign.reports.document import BETWEEN, Column, Document, Kind, Section, Table
from campaign.reports.figures import (
    LATENESS,
    PLANNED,
    Counts,
    Lateness,
    counts,
    lateness,
    share,
)
from campaign.reports.period import Period
from campaign.reports.sections import accounts_section, course_section, lateness_section
from campaign.states import State
from campaign.store.reporting.sums import Sums
from campaign.store.reporting.totals import Part, Total
from campaign.store.values import Account

SUCCESS = "success rate = published ÷ (published + failed + missed)"
RETRIES = "retries = attempts beyond the first of each post"
DAYS = "days are those of each post's campaign, in its zone"
#: Answers by which a platform says that it has the post already.
_DUPLICATES = ("duplicate", "duplicate_in_doubt", "duplicate_unseen")


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, how often it was given, and its last example."""

    #: What the delivery is, or what the attempt came to.
    state: str
    code: str
    number: int
    #: None where the example is gone.
    example: Reason | None


@dataclass(frozen=True, slots=True)
class Prevented:
    """How often a post was kept from going out twice."""

    #: Held, since the account had said the same.
    said_before: int
    #: The platform knew the post from an earlier attempt, or took it for one.
    duplicates: int
    #: Doubts that ended with the same key sent again, which the platform honours.
    same_key: int
    #: Doubts of which the post was found there, so that it was not sent again.
    found_there: int
    #: Doubts that a person ended: it was out.
    by_person: int
    #: Doubts of which it was proven that nothing was out, so that it could be sent again.
    proven_absent: int


@dataclass(frozen=True, slots=True)
class Waits:
    """First tries that had to wait past their slot: for a budget, a cap, or the gap between late posts."""

    number: int
    #: All of them together.
    seconds: int


@dataclass(frozen=True, slots=True)
class AccountPart:
    """What one account did."""

    account: str
    platform: str
    counts: Counts
    lateness: Lateness | None
    share: float | None
    attempts: int
    retries: int
    success: float | None


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How reliably posts went out."""

    #: What it is limited to; None: all.
    campaign: str | None
    account: str | None
    zone: str
    made_at: datetime
    period: Period
    counts: Counts
    lateness: Lateness | None
    #: None where nothing is over yet.
    success: float | None
    attempts: int
    retries: int
    accounts: tuple[AccountPart, ...]
    #: How long the stretches of its course are.
    by: Grain
    #: Each stretch that has posts.
    course: tuple[Stretch, ...]
    #: Why posts are where they are that did not go out.
    reasons: tuple[Why, ...]
    #: What attempts came to that were no success.
    answers: tuple[Why, ...]
    prevented: Prevented
    waits: Waits


@dataclass(frozen=True, slots=True)
class Found:
    """What a delivery report is made of, read in one moment."""

    campaign: str | None
    account: str | None
    period: Period
    #: Over all campaigns.
    total: Total
    by: Grain
    #: What came of each stretch of dates, whatever the zone of its campaign.
    course: tuple[Stretch, ...]
    accounts: Mapping[int, Account]
    #: By delivery and code.
    examples: Mapping[tuple[int, str], Reason]


def build(found: Found, made_at: datetime) -> DeliveryReport:
    """Sums up how posts went out."""
    parts, whole = found.total.parts(), found.total.sums
    total = whole.counts
    published = counts(total).published
    return DeliveryReport(
        campaign=found.campaign,
        account=found.account,
        zone=found.period.zone,
        made_at=made_at,
        period=found.period,
        counts=counts(total),
        lateness=lateness(whole.lateness),
        success=_success(total),
        attempts=total.get("attempts", 0),
        retries=_retries(total),
        accounts=tuple(_part(found.accounts[key], one, published) for key, one in _by_name(parts, found.accounts)),
        by=found.by,
        course=as_known(found.course, made_at, found.period.zone),
        reasons=tuple(_whys(whole, "why", found.examples)),
        answers=tuple(_whys(whole, "answer", found.examples)),
        prevented=_prevented(total),
        waits=Waits(total.get("waits", 0), total.get("waited_s", 0)),
    )


def _by_name(parts: Mapping[int, Part], known: Mapping[int, Account]) -> list[tuple[int, Part]]:
    return sorted(parts.items(), key=lambda pair: known[pair[0]].name)


def _part(account: Account, one: Part, published: int) -> AccountPart:
    of = counts(one.counts)
    return AccountPart(
        account=account.name,
        platform=account.platform,
        counts=of,
        lateness=lateness(one.lateness),
        share=share(of.published, published),
        attempts=one.of("attempts"),
        retries=_retries(one.counts),
        success=_success(one.counts),
    )


def _success(of: Mapping[str, int]) -> float | None:
    return share(
        of.get(State.PUBLISHED, 0), sum(of.get(one, 0) for one in (State.PUBLISHED, State.FAILED, State.MISSED))
    )


def _retries(of: Mapping[str, int]) -> int:
    return of.get("attempts", 0) - of.get("tried", 0)


def _whys(whole: Sums, kind: str, examples: Mapping[tuple[int, str], Reason]) -> Iterator[Why]:
    """The most frequent first."""
    for name, number in sorted(whole.counts.items(), key=lambda pair: (-pair[1], pair[0])):
        first, _, rest = name.partition(" ")
        if first == kind:
            state, _, code = rest.partition(" ")
            yield Why(state, code, number, examples.get((whole.latest[name], code)))


def _prevented(of: Mapping[str, int]) -> Prevented:
    answers = {tuple(name.split(" ")[1:]): number for name, number in of.items() if name.startswith("answer ")}
    return Prevented(
        said_before=sum(
            number for name, number in of.items() if name.startswith("why ") and name.endswith(" said_before")
        ),
        duplicates=sum(number for (_, code), number in answers.items() if code in _DUPLICATES),
        same_key=of.get("event sent again under its key", 0),
        found_there=of.get("event found there", 0),
        by_person=of.get("event resolved: out", 0),
        proven_absent=of.get("event proven absent", 0),
    )


def document(report: DeliveryReport) -> Document:
    """The report as it is read."""
    about = BETWEEN.join(one for one in (report.campaign, report.account) if one)
    return Document(
        key="delivery",
        title="How posts went out",
        about=about or "all campaigns and accounts",
        period=report.period,
        zone=report.zone,
        made_at=report.made_at,
        formulas=(PLANNED, DAYS, SUCCESS, RETRIES, LATENESS),
        sections=(
            _figures(report),
            _by_stretch(report),
            accounts_section(report.accounts, report.counts),
            _tries(report),
            lateness_section(report.accounts, report.lateness),
            _reasons("reasons", "Why posts did not go out", "State", report.reasons, report.zone),
            _reasons("answers", "What attempts met with", "Came to", report.answers, report.zone),
            _not_twice(report.prevented),
        ),
    )


def _figures(report: DeliveryReport) -> Section:
    of = report.counts
    columns = (
        *(Column("Due", Kind.COUNT), Column("Sent", Kind.COUNT), Column("Late", Kind.COUNT)),
        *(Column("Failed", Kind.COUNT), Column("Missed", Kind.COUNT), Column("In doubt", Kind.COUNT)),
        *(Column("Waiting", Kind.COUNT), Column("Success rate", Kind.SHARE)),
        *(Column("Waited past their times", Kind.COUNT), Column("Waited in all", Kind.SECONDS)),
    )
    row = (
        *(of.planned, of.published, of.late, of.failed, of.missed, of.in_doubt, of.waiting, report.success),
        *(report.waits.number, report.waits.seconds),
    )
    note = (
        "Missed: for longer than its campaign's grace no worker ran, or it was not allowed to speak. Waited past their "
        "times: for a budget, a cap, or the gap between late posts."
    )
    return Section("figures", "Due and sent", Table(columns, (row,)), note)


def _by_stretch(report: DeliveryReport) -> Section:
    rows = tuple((one.first, one.planned, one.published, one.failed, one.missed) for one in report.course)
    return course_section(report, ("Due", "Sent", "Failed", "Missed"), rows, ("Due", "Sent"))


def _tries(report: DeliveryReport) -> Section:
    columns = (
        *(Column("Account"), Column("Attempts", Kind.COUNT), Column("Retries", Kind.COUNT)),
        Column("Success rate", Kind.SHARE),
    )
    rows = tuple((one.account, one.attempts, one.retries, one.success) for one in report.accounts)
    total = ("all", report.attempts, report.retries, report.success)
    return Section("attempts", "Attempts", Table(columns, rows, total), comes_later=True)


def _reasons(key: str, title: str, state: str, whys: Iterable[Why], zone: str) -> Section:
    columns = (Column(state), Column("Number", Kind.COUNT), Column("What happened"), Column("What to do"))
    rows = tuple(
        (one.state.replace("_", " "), one.number, *parted(one.example or Reason(one.code), zone)) for one in whys
    )
    note = "Each said by its last example." if rows else "Nothing."
    return Section(key, title, Table(columns, rows), note)


def _not_twice(of: Prevented) -> Section:
    rows = (
        ("held, since the account had said the same", of.said_before),
        ("taken by the platform for a repetition", of.duplicates),
        ("in doubt, and sent again under the same key", of.same_key),
        ("in doubt, and found there", of.found_there),
        ("in doubt, and out by a person's word", of.by_person),
        ("in doubt, and proven not to be out before it was sent again", of.proven_absent),
    )
    columns = (Column("What was not said twice"), Column("Number", Kind.COUNT))
    return Section("prevented", "Not said twice", Table(columns, rows))
