"""What keeps posts that a form has just queued from going out, for the page after it to say."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.app import App
from campaign.desk import preflighting
from campaign.reasons import Voice, words

#: The code of the reason of what is held because its account says it elsewhere.
_TWICE = "said_before"


def in_the_way(desk: App, ids: Sequence[int], *, approved: bool = True) -> str:
    """Sentences to go after what was done, each with a blank before it; nothing where nothing stands in the way.

    ``approved`` says whether the posts are queued by now, or still wait for approval.
    """
    found = preflighting.findings(desk, ids)
    twice = sum(one.reason.code == _TWICE for one in found)
    others = dict.fromkeys(words(one.reason, one.zone, Voice.PAGES) for one in found if one.reason.code != _TWICE)
    said = [_repeated(twice, len(ids), approved=approved)] if twice else []
    return "".join(f" {one}." for one in (*said, *others))


def _repeated(twice: int, of: int, *, approved: bool) -> str:
    if twice > 1:
        become = "are held until you release them" if approved else "will be held once they are approved"
        return f"{twice} of them say what their accounts say elsewhere, and {become}"
    become = "is held until you release it" if approved else "will be held once it is approved"
    return f"{'It' if of == 1 else 'One of them'} says what its account says elsewhere, and {become}"
