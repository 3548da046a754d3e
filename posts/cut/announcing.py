"""A "these …" that points forward: in what introduces a list it means the list's items, "Try these stretches:"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from posts.cut.cues import Cues, Word
from posts.cut.references import Demand
from posts.cut.sentence import Sentence
from posts.cut.tokens import Words

#: What a sentence does not end with where it says all but the list: in "To keep these promises we need:" the items are
#: what is needed, and no promises.
_LACKS = Word.LIGHT | Word.FRONTING | Word.LOCATING | Word.SAYS | Word.POINTING | Word.CONJOINING


def announcing(
    sentences: Sequence[Sentence], flats: Sequence[str], words: Sequence[Words], known: Cues
) -> Iterator[Sentence]:
    """The sentences; what introduces a list misses nothing that the list tells."""
    leads = {one.lead for one in sentences}
    for at, one in enumerate(sentences):
        if at in leads and one.leads_in and (told := _told(one.reference.demands, flats[at], words[at], known)):
            demands = tuple(demand for demand in one.reference.demands if demand is not told)
            yield one._replace(reference=one.reference._replace(demands=demands))
        else:
            yield one


def _told(demands: Sequence[Demand], flat: str, words: Words, known: Cues) -> Demand | None:
    """The last "these …", in the last clause of a whole sentence; "These changes led to:" takes up what was before."""
    last = demands[-1] if demands else None
    if last is None or not last.stems or last.start == words.starts[0] or "," in flat[last.end :]:
        return None
    end = words.forms[-1]
    # German writes a verb like a noun, but for the capital: "für einen besseren Rücken".
    says = not end.capital and known.finite.fullmatch(end.word) is not None
    return None if says or words.sorts[-1] & _LACKS else last
