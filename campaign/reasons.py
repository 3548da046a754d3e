"""Why something happened: stored as a code and values, worded when it is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from shlex import quote
from types import MappingProxyType
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from campaign.naming import platform_name


class Voice(Enum):
    """To whom something is said: what to do is done by a command there, by a button here."""

    COMMANDS = "commands"
    PAGES = "pages"


#: How a moment is told by the clock of a zone.
Tell: TypeAlias = Callable[[datetime, str], str]


def iso(moment: datetime, zone: str) -> str:
    """“2026-11-23 09:00 Europe/London”, for who reads words beside commands, or by a program; pages have their own."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d %H:%M:%S} {zone}" if local.second else f"{local:%Y-%m-%d %H:%M} {zone}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something happened, as it is stored; `words` says it."""

    code: str
    #: What the sentence of the code fills in; never a secret.
    values: Mapping[str, str] = field(default_factory=dict)

    def unsure_since(self, restored: datetime) -> Reason:
        """The same of what may be out all the same: the backup that was put back then does not know."""
        return Reason(self.code, {**self.values, "restored": restored.isoformat()})

    @property
    def is_unsure(self) -> bool:
        """Whether it says, or says too, that a backup does not know whether something is out."""
        return self.code == "restored_waiting" or "restored" in self.values

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {"code": self.code, "values": dict(self.values)}

    @staticmethod
    def from_json(stored: Mapping[str, Any] | None, of: str | None = None) -> Reason | None:
        """As it was stored; ``of`` is the name of what it is about, which older releases did not store with it."""
        if not stored:
            return None
        code, values = stored["code"], stored["values"]
        if of is not None and "{name}" in SENTENCES.get(code, ""):
            values = {"name": of, **values}
        return Reason(code, values)


#: Values that are moments: stored in ISO 8601, said in the zone of whoever reads.
_MOMENTS = frozenset({"asked", "at", "restored", "since", "until"})

#: What a person does about a doubt that nothing but a look can end.
_LOOK = (
    "look at the account, then `campaign resolve ID --published URL`, "
    "or `campaign resolve ID --not-published` to send it again"
)

#: Before what to do about anything of which a backup does not know whether it went out since.
_UNSURE = (
    "a backup was put back on {restored}, which does not know whether it went out since, so look at the account first"
)

#: Code → what happened, a colon, and what to do about it, by commands where a person has to.
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "gone": "It is no longer at {link}: nobody withdrew it here, so it was deleted on its platform, or taken down",
        "unavailable": "{platform} could not be reached ({said}): it is tried again by itself",
        "no_attempts_left": "{platform} could not be reached, attempt {attempts} was the last ({said}): "
        "send it with `campaign retry` once the platform is back",
        "rate_limited": "{platform} asks this account to wait ({said}): it goes out by itself at {until}",
        "asked_to_wait": "{platform} asks this account to wait: it goes out by itself at {until}",
        "rate_limited_long": "{platform} asks this account to wait until {asked} ({said}), which is longer than a day: "
        "it is tried again by itself at {until}",
        "budget": "{platform} takes no more than {most} in {window} from an account: it goes out by itself at {until}",
        "shared_budget": "{platform} takes no more than {most} in {window} from all our accounts together: "
        "it goes out by itself at {until}",
        "hourly_cap": "account {account} is to say no more than {most} in an hour: it goes out by itself at {until}; "
        "`campaign accounts change {account} --per-hour NUMBER` sets another",
        "spaced": "it is late, and late posts of an account keep {window} between them: "
        "it goes out by itself at {until}",
        "monthly_cap": "{platform} takes {price} for this post, and with it the month would cost more than {most}: "
        "it goes out by itself after {until}, or within the hour once [cost] x_per_month in the settings is higher",
        "over_cap": "{platform} takes {price} for this post, and a month may cost no more than {most}: "
        "set a higher [cost] x_per_month, or take out its link with `campaign edit`; then `campaign release` it",
        "rejected": "{platform} refused the post ({said}): change it with `campaign edit`, then `campaign retry` it",
        "unauthorized": "{platform} refused the account's login ({said}): "
        "`campaign accounts renew {account}` gives it a new one, and what is held goes on",
        "renewal_broken_off": "the worker died while it renewed the login of account {account}, and the new one may be "
        "lost with it: `campaign accounts check {account}` says whether the old one still works, then "
        "`campaign accounts resume {account}` lets it go on; else give it a new one with "
        "`campaign accounts connect {account} --platform KIND`",
        "duplicate": "{platform} takes this for something the account has said before ({said}): "
        "change it with `campaign edit`, then `campaign retry` it",
        "duplicate_in_doubt": "{platform} takes this for something the account has said before ({said}), so an earlier "
        "attempt may be out: it is looked up by itself",
        "duplicate_unseen": "{platform} takes this for something the account has said before, yet does not show it: "
        f"{_LOOK}",
        "answer_lost": "{platform} did not say whether it took the post ({said}): it is looked up by itself",
        "worker_died": "the worker died while it was sending, so the post may be out: it is looked up by itself",
        "deadly": "the worker died {times} times while it was sending this, so the post may be out, and may be why: "
        f"read the worker's log, and {_LOOK}",
        "again_refused": "an earlier attempt may be out, and {platform} refused the post when it was sent again under "
        "the same key ({said}): it is looked up by itself",
        "again_failed": "an earlier attempt may be out, and {platform} did not take the post again under the same key "
        "({said}): it is tried again by itself",
        "unreadable": f"{{platform}} cannot be asked what the account has said, so the post may be out: {_LOOK}",
        "key_unknown": f"it may have been sent by another installation under a key that is not known here: {_LOOK}",
        "proven_absent": "{platform} does not show the post, so it was not taken: it is sent again by itself",
        "overtaken": "while this was on its way, an earlier attempt turned out to have been taken: "
        "look whether the account has said it twice",
        "restored": "its time had come before a backup was put back, which does not know whether it went out: "
        "it is looked up by itself",
        "restored_waiting": "its time had come before a backup was put back, so it may have been let go and published "
        "since: look at the account, then name it by its ID to `campaign approve`, `release`, `cancel` or `take-back`",
        "not_sent": "the worker was stopped too long before it could send: it is tried again by itself",
        "sent_back": "{who} sent it back ({note}): change it with `campaign edit`, or name it by its ID to "
        "`campaign approve`",
        "too_late": "it came later than the campaign's grace allows: `campaign retry` sends it all the same",
        "time_passed": "it was let go after its time had passed, and its campaign has no free time left: "
        "`campaign move` gives it another one, `campaign retry` sends it now",
        "no_time_left": "its campaign has no time for it any more: give it one with `campaign move`, "
        "then `campaign release` it, or `campaign cancel` it",
        "held_by_person": "a person ({who}) holds it back: `campaign release` lets it go",
        "stopped_by_person": "since {since}, by {who} ({why}): `campaign start` lets it go on",
        "campaign_paused": "since {since}, by {who} ({why}): `campaign resume {name}` lets it go on",
        "campaign_archived": "since {since}, by {who}: `campaign unarchive {name}` takes it back",
        "account_paused": "since {since}, by {who} ({why}): `campaign accounts resume {name}` lets it go on",
        "account_unusable": "account {account} cannot be used ({words}): "
        "mend it, then `campaign accounts resume {account}` lets it go on",
        "too_long": "it counts {counted} on {platform}, and {most} is the most: shorten it with `campaign edit`",
        "tag_lost": "it must say {tag}, whole and where {platform} takes it for a hashtag: "
        "put it in with `campaign edit`",
        "said_before": "the account says the same, to the letter, with delivery {delivery} ({state}, {at}): "
        "`campaign release` lets this one go out too, `campaign cancel` drops it",
        "account_is_paused": "account {account} is paused: `campaign accounts resume {account}` lets it speak again",
        "account_is_held": "account {account} is held, since its login was refused: "
        "`campaign accounts renew {account}` gives it a new one",
        "link_silent": "{link} does not answer ({said}): mend the link, or approve the posts as they are",
        "link_gone": "{link} leads to nothing ({said}): put another in with `campaign edit`, or `campaign release` it "
        "once the page is back",
        "thread_stopped": "delivery {delivery}, which goes before it in its thread, is {state}: "
        "it goes on by itself once that one does, or without it, if you `campaign cancel` that one",
        "thread_cut": "delivery {delivery}, which went before it in its thread, is cancelled: "
        "`campaign release` lets it go on without, `campaign cancel` drops it too",
        "stranger": "the platform's adapter broke off ({error}), so the post may be out: it is looked up by itself",
    }
)


_LOOK_HERE = "look at the account, then say on the post's page whether it is out"

#: Code → what to do about it on a page, for all that is done by a command elsewhere; the button is beside it.
ON_PAGES: Mapping[str, str] = MappingProxyType(
    {
        "no_attempts_left": "send it once the platform is back",
        "hourly_cap": "it goes out by itself at {until}; the account's page sets another number",
        "over_cap": "set a higher [cost] x_per_month in the settings, or take out its link; then release it",
        "rejected": "change it, then send it again",
        "unauthorized": "connect the account anew, and what is held goes on",
        "renewal_broken_off": "try the account on its page, which says whether the old one still works, then let it go "
        "on; else connect it anew",
        "duplicate": "change it, then send it again",
        "duplicate_unseen": _LOOK_HERE,
        "deadly": f"read the worker's log, and {_LOOK_HERE}",
        "unreadable": _LOOK_HERE,
        "key_unknown": _LOOK_HERE,
        "restored_waiting": "look at the account: let it go only if it is not out",
        "sent_back": "change it, or approve it as it is",
        "too_late": "send it all the same, or leave it",
        "time_passed": "give it another time, or send it all the same",
        "no_time_left": "give it a time, then release it, or cancel it",
        "held_by_person": "release it, and it goes out",
        "stopped_by_person": "start it again, and it goes on",
        "campaign_paused": "resume it, and it goes on",
        "campaign_archived": "take it back on its page",
        "account_paused": "resume it, and it goes on",
        "account_unusable": "mend it, then resume the account on its page",
        "too_long": "shorten it",
        "tag_lost": "put it in",
        "said_before": "release it, and it goes out too, or cancel it",
        "link_gone": "put another in, or release it once the page is back",
        "account_is_paused": "resume it on its page, and it speaks again",
        "account_is_held": "connect it anew on its page",
        "thread_stopped": "it goes on by itself once that one does, or without it, if you cancel that one",
        "thread_cut": "release it, and it goes on without, or cancel it too",
    }
)


def words(reason: Reason, zone: str = "UTC", voice: Voice = Voice.COMMANDS, tell: Tell = iso) -> str:
    """What happened and what to do, in one sentence without its full stop; an unknown code is shown as it is.

    Times are told in this zone, with its name.
    """
    return ": ".join(half for half in parted(reason, zone, voice, tell) if half)


def clause(reason: Reason, zone: str = "UTC", voice: Voice = Voice.COMMANDS) -> str:
    """`words` as they go on in a sentence that has begun: “Account “clinic” is paused – since …”."""
    return ": ".join(half for half in _halves(reason, zone, voice, iso) if half)


def parted(reason: Reason, zone: str = "UTC", voice: Voice = Voice.COMMANDS, tell: Tell = iso) -> tuple[str, str]:
    """The two halves of `words`: what happened, and what to do about it, which may be nothing."""
    happened, advice = _halves(reason, zone, voice, tell)
    return happened[:1].upper() + happened[1:], advice


def _halves(reason: Reason, zone: str, voice: Voice, tell: Tell) -> tuple[str, str]:
    happened, _, advice = _sentence(reason.code, voice).partition(": ")
    values = {key: _said(key, value, zone, tell) for key, value in reason.values.items()}
    # A row that an older release wrote may lack a value: the page is shown all the same.
    filled = defaultdict(lambda: "…", {key: value.rstrip(". ") for key, value in values.items()})
    doubt = _UNSURE.format_map(filled) if "restored" in values else ""
    return happened.format_map(filled), "; ".join(filter(None, (doubt, _advice(advice, filled))))


def _advice(advice: str, filled: Mapping[str, str]) -> str:
    """What to do, with its values; between backticks stands a command, which takes a name with a space in quotes."""
    typed = defaultdict(lambda: "…", {key: quote(value) for key, value in filled.items()})
    parts = advice.split("`")
    return "`".join(part.format_map(typed if place % 2 else filled) for place, part in enumerate(parts))


def _sentence(code: str, voice: Voice) -> str:
    sentence = SENTENCES.get(code, code.replace("_", " "))
    if voice is Voice.COMMANDS or code not in ON_PAGES:
        return sentence
    happened, colon, _ = sentence.partition(": ")
    return happened + colon + ON_PAGES[code]


def _said(key: str, value: str, zone: str, tell: Tell) -> str:
    """A value as people know it: a moment by their clock, a platform by its name."""
    if key in _MOMENTS:
        return _moment(value, zone, tell)
    return platform_name(value) if key == "platform" else value


def _moment(value: str, zone: str, tell: Tell) -> str:
    """The moment in the zone; what an older release wrote stays as it was, in UTC and in words."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return tell(moment, zone)
