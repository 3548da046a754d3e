"""A sentence whose pronoun means somebody, said with the name: the sentence that has the name lends it to the post."""

from __future__ import annotations

from dataclasses import replace

from posts.cut.cohesion import Opening, Tie
from posts.cut.cues import Cues
from posts.cut.edits import LABEL
from posts.cut.model import Edit
from posts.cut.reading import Sentence
from posts.cut.references import Need, Reference

_PLAIN = Opening(0, Tie.NONE, opposes=False)


def with_name(sentence: Sentence, text: str, words: Cues) -> tuple[Sentence, Sentence] | None:
    """What lends the name, and the sentence without the pronoun for it; None where no form would be right.

    A pronoun that begins the sentence makes room for the name: "He wrote" becomes "Otto Jespersen wrote", "His work"
    "Otto Jespersen’s work". Before any other sentence the name stands as a label: "Otto Jespersen: In 1881 he left".
    """
    naming = sentence.naming
    if naming is None or sentence.start <= naming.sentence[0]:
        return None
    joint = LABEL
    rest = replace(sentence, reference=replace(sentence.reference, demands=()), naming=None)
    if naming.first and (not naming.owns or words.owning):
        joint = words.owning.removeprefix("{}") + " " if naming.owns else " "
        start, end = naming.pronoun[0], naming.pronoun[1]
        following = end + len(text[end : sentence.end]) - len(text[end : sentence.end].lstrip())
        rest = replace(rest, opening=_PLAIN, marks=(*rest.marks, Edit("name", sentence.start, following, "")))
        if start < sentence.start:
            return None
    name = Sentence(
        *naming.name,
        text[slice(*naming.name)],
        -1,
        sentence.section,
        reference=Reference((), Need.PERSON | Need.THING),
        within=naming.sentence,
        stop="",
        lends=joint,
    )
    return name, rest
