"""What keeps posts that a form has just queued from going out, for the page after it to say."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.app import App
from campaign.desk import preflighting
from campaign.reasons import Voice, words

#: The codes of the reasons of what is held because its account says it elsewhere, and of what no time was left for.
_TWICE, _MISSED = "said_before", "time_passed"


def in_the_way(desk: App, ids: Sequence[int], *, approved: bool = True) -> str:
    """Sentences to go after what was done, each with a blank before it; nothing where nothing stands in the way.

    ``approved`` says whether the posts are queued by now, or still wait for approval.
    """
    found = preflighting.findings(desk, ids, done=True)
    twice, missed = (sum(one.reason.code == code for one in found) for code in (_TWICE, _MISSED))
    counted = [
        *([_repeated(twice, len(ids), approved=approved)] if twice else []),
        *([_missed(missed, len(ids))] if missed else []),
    ]
    others = dict.fromkeys(
        words(one.reason, one.zone, Voice.PAGES) for one in found if one.reason.code not in (_TWICE, _MISSED)
    )
    return "".join(f" {one}." for one in (*counted, *others))


def _missed(missed: int, of: int) -> str:
    if missed > 1:
        return (
            f"{missed} of them are missed, since their times have passed and their campaign has no free time left: "
            "give them others, or send them all the same"
        )
    who = "It" if of == 1 else "One of them"
    return (
        f"{who} is missed, since its time has passed and its campaign has no free time left: "
        "give it another, or send it all the same"
    )


def _repeated(twice: int, of: int, *, approved: bool) -> str:
    if twice > 1:
        become = "are held until you release them" if approved else "will be held once they are approved"
        return f"{twice} of them say what their accounts say elsewhere, and {become}"
    become = "is held until you release it" if approved else "will be held once it is approved"
    return f"{'It' if of == 1 else 'One of them'} says what its account says elsewhere, and {become}"
