"""What is ruled out by a few signs, or by no word being of a sort, is what would not have been found."""

import tomllib
from dataclasses import fields
from importlib.resources import files

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from posts.cut.cues import _AT_START, _SET_OFF, cues
from posts.cut.pattern import Pattern
from posts.cut.tokens import tokens

FOLDER = files("posts.cut") / "languages"
LANGUAGES = sorted(file.name.removesuffix(".toml") for file in FOLDER.iterdir() if file.name.endswith(".toml"))
OPENING = (*_SET_OFF, *_AT_START)
#: Part of an expression that any text stands for itself in.
PLAIN = regex.compile(r"[\p{L}\p{M}\p{Nd}' ,-]+")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_that_opens_a_text_is_found_by_its_first_signs(language):
    known, read = cues(language), tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    said = [(key, entry) for key in OPENING for entry in read.get(key, ()) if PLAIN.fullmatch(entry)]
    texts = [
        f"{begin}{entry}{end}" for _, entry in said for begin in ("", "1. ") for end in (", it went on.", " it", "")
    ]
    found = [
        (cue, text, at) for cue in OPENING for text in texts for at in (0, 3) if getattr(known, cue).match(text, at)
    ]
    assert len(found) >= len(said)
    assert [one for one in found if not known.at(*one)] == []


@given(st.text(alphabet="ab'’ -,.éДक्ष1_", max_size=40))
def test_a_word_lies_where_it_says(text):
    flat = text.replace("’", "'")
    words = tokens(flat, cues("en"))
    assert [word.word for word in words] == [flat[word.start : word.end].lower() for word in words]
    assert [words.end(at) for at in range(len(words))] == [word.end for word in words]


@given(st.lists(st.sampled_from(["this", "Anna", "they", "said", "and", "tree"]), max_size=12), st.integers(0, 60))
def test_the_words_since_a_place_are_those_that_begin_there_or_later(said, start):
    words = tokens(", ".join(said), cues("en"))
    assert list(words.since(start)) == [word for word in words if word.start >= start]
    assert all(bool(words.any & word.sort) for word in words if word.sort)


WORDS = (
    *[
        "and",
        "so",
        "the",
        "It",
        "İt",
        "über",
        "Élan",
        "”so“",
        "we",
        "however,",
        ";",
        "–",
        "Sie",
        "ich",
        "in",
        "Sonne",
        "Paris",
        "là",
        "ñu",
        "weiß",
        "WEISS",
        "it’s",
        "gets",
        "sunny",
    ],
    ", ",
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(said=st.lists(st.sampled_from(WORDS), max_size=14))
def test_a_cue_is_found_where_its_own_expression_finds_it(language, said):
    text = " ".join(said).replace("’", "'")
    for cue in all_cues(cues(language)):
        wanted = [match.span() for match in cue.anywhere.finditer(text)]
        assert [match.span() for match in cue.finditer(text)] == wanted, (cue.source, text)
        places = [start for start, _ in wanted]
        assert [match.start() for match in cue.at_places(text, range(len(text))) if match.start() in places] == places


def all_cues(known):
    """All cues of a language."""
    told = (getattr(known, one.name, None) for one in fields(known))
    return [cue for cue in told if isinstance(cue, Pattern)]
