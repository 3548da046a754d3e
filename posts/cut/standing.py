"""Whether sentences can be read by themselves: nothing in them points at what they do not name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from posts.cut.leads import leads_in
from posts.cut.references import Demand, Need, meets
from posts.cut.sentence import Sentence
from posts.cut.tying import STOPS

#: A "these …" takes up what the sentence before said in other words, where the two share so many stems.
SHARED = 2


def stands(members: Sequence[Sentence]) -> bool:
    """Whether a reader of these sentences alone misses nothing, and no answer."""
    return not _only_asks(members) and not unvoiced(members) and is_clear(members)


def _only_asks(members: Sequence[Sentence]) -> bool:
    """Whether nobody answers; a name or a heading before a question is no answer."""
    return all(member.asks for member in members if member.lends is None)


def is_clear(members: Sequence[Sentence]) -> bool:
    """The same, but for whose words they are."""
    if members[0].reference.demands or _hangs(members):  # nothing is before the first that it could mean
        return False
    if len(members) == 1:
        return True
    twice = len({member.text for member in members}) < len(members)
    return not twice and goes_together(members) and not _counts_more(members) and next(_missed(members), None) is None


def begins(members: Sequence[Sentence]) -> bool:
    """Whether a post may begin with these sentences, whatever follows them."""
    return not _hangs(members) and next(_missed(members), None) is None


def _hangs(members: Sequence[Sentence]) -> bool:
    """Whether the first sentence goes on with another; a name before it makes that no better."""
    first = members[0]
    named = first.lends is not None and len(members) > 1 and not members[1].needs_lead
    return first.hangs or (named and members[1].hangs)


def unvoiced(members: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that are somebody's words, without whose."""
    if not [member for member in members if member.voice]:
        return []
    told = {member.voice.place if member.lends is not None and member.voice else member.start for member in members}
    return [member for member in members if member.lends is None and member.voice and member.voice.place not in told]


def goes_together(members: Sequence[Sentence]) -> bool:
    """Whether lists are whole: none is entered in the middle of an item, and what introduces one comes before it.

    So it is with what may be left out of the sentences, too.
    """
    first = members[0]
    inside = first.listed and not first.item
    if (inside and any(member.block != first.block for member in members)) or _lacks_lead(members):
        return False
    return all(_goes_with(after, before, first) for before, after in pairwise(members)) and (
        len(members) < 3 or not _ends_late(members)  # what introduces the list, an item, and what follows
    )


def _lacks_lead(members: Sequence[Sentence]) -> bool:
    """Whether an item that is no sentence comes without what introduces its list, or a step without its goal."""
    led = headed = False
    for one in members:
        if one.needs_lead and not led and not one.text.endswith(STOPS):
            return True
        if one.needs_lead and led and not headed and one.lead is None and one.step:
            return True
        led = led or one.leads_in or not one.listed
        headed = headed or one.lends is not None
    return False


def _counts_more(members: Sequence[Sentence]) -> bool:
    """Whether a list's introduction counts more items than are said with it: "two reasons:" before one of them."""
    counted = max(member.counted for member in members)
    if not counted:
        return False
    depths = [member.depth for member in members if member.item and member.lead is not None]
    listed = depths.count(min(depths)) if depths else 0
    items = max(listed, sum(member.labels for member in members))
    return max(items, sum(member.opening.adds for member in members)) < counted


def _goes_with(after: Sentence, before: Sentence, first: Sentence) -> bool:
    """Whether one sentence may follow another: no voice but one, and nothing behind a list that was entered late."""
    introduced = before.leads_in and after.voice is not None and after.voice.place == before.start
    if introduced:
        return True
    if before.lends is None and after.quote != before.quote:
        return False
    if before.listed and after.listed and before.step != after.step and before.lends is None:
        return False
    if before.leads_in:
        counted = after.labels and before.counted > 0  # "There are two answers.", and each of them is named
        return not (after.item and leads_in(after.text)) and (after.listed or counted or after.block == before.block)
    return after.listed or not before.listed or not (first.listed or first.lends)


def _ends_late(members: Sequence[Sentence]) -> bool:
    """Whether behind a list whose first items are left out comes what may speak of those: "For example, …".

    What introduces another list does not.
    """
    late = False
    for at, (before, after) in enumerate(pairwise(members), 2):
        late = late or (before.leads_in and after.item and 0 < before.items[0] < after.block)
        introduces = after.leads_in and at < len(members) and members[at].item
        if late and before.listed and after.tied and not (after.listed or introduces):
            return True
    return False


def open_references(members: Sequence[Sentence]) -> list[tuple[Sentence, Demand]]:
    """What a reader of these sentences alone misses, each in its sentence."""
    return list(_missed(members))


def _missed(members: Sequence[Sentence]) -> Iterator[tuple[Sentence, Demand]]:
    supplies = Need.NOTHING
    stems: set[str] = set()
    before: Sentence | None = None
    for member in members:
        known = member.reference
        for demand in known.demands:
            headed = before is not None and before.lends is not None and _is_no_subject(demand, member)
            met = _meets(demand, member, supplies, stems) and not headed
            if not met and not (demand.stems and _goes_on(before, member)):
                yield member, demand
        supplies |= known.supplies
        # What a post says of the one side only is not all that "this practice" takes up.
        if member.lends is None:
            supplies |= Need.SAID if before is None and _is_one_side(member) else Need.BEFORE | Need.SAID
        stems |= known.stems
        before = member


def _is_no_subject(demand: Demand, member: Sentence) -> bool:
    """Whether it is a bare "that" further on, which no heading tells: "On pain: Past that, you tense up"."""
    return demand.need == Need.BEFORE and not demand.stems and demand.start > member.opening.length


def _is_one_side(first: Sentence) -> bool:
    """Whether what sets a post's first sentence against the one before is taken out of it."""
    return first.opening.opposes and bool(first.opening.length or first.leaning)


def _meets(demand: Demand, member: Sentence, supplies: int, stems: set[str]) -> bool:
    """Whether earlier sentences give what a demand needs: the very name, where it is plain whom a pronoun means."""
    if member.naming and demand.need == Need.PERSON:
        return member.naming.stem in stems
    return meets(demand, supplies, stems)


def _goes_on(before: Sentence | None, member: Sentence) -> bool:
    """Whether a sentence speaks of what the one before it in its paragraph spoke of."""
    if before is None or before.block != member.block:
        return False
    return len(before.reference.stems & member.reference.stems) >= SHARED
