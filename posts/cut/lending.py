"""What another place of the article lends to a post, so that it stands: a name, or a heading."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from posts.cut.cohesion import PLAIN
from posts.cut.cues import Cues
from posts.cut.edits import CREDIT, ITEM, LABEL
from posts.cut.headings import Heading
from posts.cut.model import Edit, Span
from posts.cut.references import Need, Reference
from posts.cut.sentence import Sentence
from posts.cut.standing import unvoiced

_END = regex.compile(r"[\s.:!?…。：！？]*\Z")


def with_name(sentence: Sentence, text: str, words: Cues) -> tuple[Sentence, Sentence] | None:
    """What lends the name, and the sentence without the pronoun for it; None where no form would be right.

    A pronoun that begins the sentence makes room for the name: "He wrote" becomes "Otto Jespersen wrote", "His work"
    "Otto Jespersen’s work". Before any other sentence the name stands as a label: "Otto Jespersen: In 1881 he left".
    """
    naming = sentence.naming
    if naming is None or sentence.start <= naming.sentence[0]:
        return None
    joint = LABEL
    still = tuple(demand for demand in sentence.reference.demands if demand.recalled)
    rest = sentence._replace(reference=sentence.reference._replace(demands=still), naming=None)
    if naming.first and naming.pronoun[0] >= sentence.start and (not naming.owns or words.owning):
        joint = words.owning.removeprefix("{}") if naming.owns else ""
        gone = Edit("name", sentence.start, naming.pronoun[1], "")
        rest = rest._replace(opening=PLAIN, marks=(*rest.marks, gone))
    elif not naming.main:
        return None
    name = Sentence(
        *naming.name,
        text[slice(*naming.name)],
        -1,
        sentence.section,
        reference=Reference((), Need.PERSON | Need.THING, frozenset({naming.stem})),
        within=naming.sentence,
        stop="",
        lends=joint,
    )
    return name, rest


def with_voice(members: Sequence[Sentence], text: str) -> Sequence[Sentence] | None:
    """The members with the name of whose words they are: before them, or below, where the article has it below."""
    missing = unvoiced(members)
    voice = missing[0].voice if missing else None
    if voice is None or voice.name is None or voice.within is None or not _may_follow(voice.name, members[0]):
        return None
    last = members[-1].voice
    others = [member for member in members if member.asks and (not member.voice or member.voice.asks != voice.asks)]
    below = voice.name[0] >= members[-1].whole[1]
    alone = members[-1].asks and not (below and len(members) > 1)
    if others or alone or (last and last.asks):
        return None  # nobody answers; or whoever asks is another
    name = Sentence(
        *voice.name,
        text[slice(*voice.name)],
        -1,
        members[0].section,
        within=voice.within,
        stop="",
        quote=below,
        voice=voice,
        lends=CREDIT if below else LABEL,
    )
    return (*members, name) if below else (name, *members)


def _may_follow(name: Span, opener: Sentence) -> bool:
    """Whether the opener may come behind a name: no second label, and nothing lent from before it."""
    return opener.lends is None or (LABEL not in opener.lends and name[1] <= opener.whole[0])


def heading_of(sentence: Sentence) -> Sentence | None:
    """The heading that a section's first sentence, a warning or an item takes up; None where that is no label."""
    above = sentence.heading
    wanted = sentence.first or sentence.needs_lead or sentence.caveat or sentence.denied
    if above is None or not above.is_label or not wanted:
        return None
    said = _END.sub("", above.text)
    return _lent(above, said, sentence.section, ITEM if sentence.needs_lead else LABEL)


def question_of(sentence: Sentence) -> Sentence | None:
    """The heading that a section's first sentence answers without naming all that it asks about; None if there is none.

    "Which tool should you use? A sheet of paper is fine."
    """
    above = sentence.heading
    if above is None or not (sentence.first and above.is_question) or sentence.listed or sentence.denied:
        return None
    # "What should I wear?" asks about no thing: "Wear what you like" names none.
    if above.things and above.stems <= sentence.reference.stems:
        return None
    return _lent(above, above.text.rstrip(), sentence.section, " ")


def topic_of(sentence: Sentence) -> Sentence | None:
    """The heading as what a sentence of its section is about, if that says it: a question, or a label of some words."""
    above = sentence.heading
    if above is None or above.is_title or above.frames or sentence.listed or sentence.denied:
        return None
    if above.is_question:
        return _lent(above, above.text.rstrip(), sentence.section, " ")
    label = above.introduces and not above.text.isupper()
    return _lent(above, _END.sub("", above.text), sentence.section, LABEL) if label else None


def _lent(above: Heading, said: str, section: int, joint: str) -> Sentence:
    """What is said of a heading, as it is lent to a sentence of its section; "Tips" names nothing."""
    gives = Need.NOTHING if above.frames else Need.THING | Need.SEVERAL | Need.BEFORE
    return Sentence(
        above.start,
        above.start + len(said),
        said,
        -1,
        section,
        reference=Reference((), gives),
        marks=above.leaning,
        within=(above.start, above.end),
        stop="",
        lends=joint,
    )
