"""What is known of each language's words, against sentences as its blogs and health pages write them.

``tests/data/languages/CODE.toml`` holds the sentences. ``stands`` and ``hangs`` may and may not open a post; ``strips``
are pairs of a sentence and what is left of it, the same where nothing may go. ``caveats``, ``stale``, ``calls``,
``negations`` and ``hedges`` each hold one; ``sure`` hold none of them, no condition and no author. Where the language
knows its finite verbs, ``clauses`` hold one and ``fragments`` do not. ``sample`` is a text of several paragraphs.
"""

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
import regex

from posts.cut import cut
from posts.cut.cohesion import connective, plain, points_back
from posts.cut.cues import Cues, cues

DATA = Path(__file__).parents[1] / "data" / "languages"
READ = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(DATA.glob("*.toml"))}
WRITTEN = {
    file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
    for file in (files("posts.cut") / "languages").iterdir()
    if file.name.endswith(".toml")
}
LEAST = {"stands": 10, "hangs": 10, "strips": 4, "caveats": 3, "stale": 2, "calls": 2, "negations": 2, "hedges": 2}
PATTERNS = [name for name, kind in Cues.__annotations__.items() if kind == "Pattern"]
#: Seconds after which a search that goes through its text once has long been done, on any machine.
ENDLESS = 20


def said(*keys):
    """Every sentence of the data under these keys, as parameters: language, sentence."""
    cases = [(language, one) for language, read in READ.items() for key in keys for one in read.get(key, ())]
    return pytest.mark.parametrize(("language", "sentence"), cases)


def has(name, language, sentence):
    return bool(getattr(cues(language), name).search(plain(sentence)))


def test_every_language_but_english_has_sentences_of_its_own():
    assert READ.keys() == WRITTEN.keys() - {"en"}


@pytest.mark.parametrize("language", READ)
def test_there_are_enough_of_them_and_none_twice(language):
    read = READ[language]
    assert not {key for key, least in LEAST.items() if len(read[key]) < least}
    assert not [key for key, kept in read.items() if key != "sample" and len(kept) > len({str(one) for one in kept})]
    assert len(read["sample"].strip().split("\n\n")) >= 3


@said("stands")
def test_a_sentence_that_names_what_it_means_may_open_a_post(language, sentence):
    assert not points_back(sentence, cues(language))


@said("hangs")
def test_a_sentence_that_means_something_before_it_may_not(language, sentence):
    assert points_back(sentence, cues(language))


@pytest.mark.parametrize(
    ("language", "sentence", "rest"),
    [(language, *pair) for language, read in READ.items() for pair in read["strips"]],
)
def test_a_connective_goes_where_the_rest_can_do_without_it(language, sentence, rest):
    assert sentence[connective(sentence, cues(language)) :] == rest


@said("caveats")
def test_a_warning_is_known(language, sentence):
    assert has("caveats", language, sentence)


@said("stale")
def test_a_word_that_means_another_day_later_is_known(language, sentence):
    assert has("stale", language, sentence)


@said("calls")
def test_a_call_to_act_is_known_by_its_first_words(language, sentence):
    assert cues(language).calls.match(plain(sentence))


@said("negations")
def test_a_denial_is_known(language, sentence):
    assert has("negations", language, sentence)


@said("hedges")
def test_a_doubt_is_known(language, sentence):
    assert has("hedges", language, sentence)


@said("sure")
def test_a_plain_claim_is_none_of_these(language, sentence):
    kinds = ("caveats", "stale", "negations", "hedges", "conditions", "author")
    assert [kind for kind in kinds if has(kind, language, sentence)] == []


@said("stands", "sure")
def test_a_sentence_that_says_something_is_no_call_and_not_about_its_text(language, sentence):
    known = cues(language)
    assert not known.calls.match(plain(sentence))
    assert not known.about_text.match(plain(sentence))


@said("clauses")
def test_a_finite_verb_is_known(language, sentence):
    assert has("finite", language, sentence)


@said("fragments")
def test_words_without_a_finite_verb_are_no_clause(language, sentence):
    assert not has("finite", language, sentence)


@pytest.mark.parametrize("language", [code for code in WRITTEN if "counting" in WRITTEN[code]])
def test_what_counts_in_a_row_may_go(language):
    plain_words = [entry for entry in WRITTEN[language]["counting"] if not regex.search(r"[\[(?\\]", entry)]
    assert all(any(entry in one for one in WRITTEN[language]["strip"]) for entry in plain_words)


@pytest.mark.parametrize("language", READ)
def test_no_word_stands_twice_under_a_key(language):
    written = {key: words for key, words in WRITTEN[language].items() if isinstance(words, list)}
    assert {key: sorted({w for w in words if words.count(w) > 1}) for key, words in written.items()} == {
        key: [] for key in written
    }


@pytest.mark.parametrize("language", READ)
def test_no_entry_matches_the_empty_text(language):
    written = {key: words for key, words in WRITTEN[language].items() if isinstance(words, list)}
    assert [(key, w) for key, words in written.items() for w in words if regex.fullmatch(w, "")] == []


@pytest.mark.parametrize("language", READ)
def test_no_pattern_gets_lost_in_a_long_text(language):
    known = cues(language)
    sample = plain(READ[language]["sample"])
    for text in ("a" * 10_000, (sample * 10_000)[:10_000], " ".join(sample.split()[:1] * 10_000)[:10_000]):
        for name in PATTERNS:
            found = [one.span() for one in getattr(known, name).anywhere.finditer(text, timeout=ENDLESS)]
            # What the faster expression for ASCII finds is the same.
            assert [one.span() for one in getattr(known, name).finditer(text)] == found, name
        for form, _ in known.forms:
            form.anywhere.match(text, timeout=ENDLESS)


@pytest.mark.parametrize(
    ("language", "again"), [("en", "do the same thing "), ("de", "dass das "), ("de", "wird sich das ")]
)
def test_no_pattern_looks_through_all_of_a_text_for_each_word_in_it(language, again):
    """That is what one would that asks of each place whether a word stands anywhere before it, or behind it."""
    text = again * (300_000 // len(again))
    list(cues(language).resuming.anywhere.finditer(text, timeout=ENDLESS))


@pytest.mark.parametrize("language", READ)
def test_a_sample_makes_several_posts(language, written, brief):
    article = written(*READ[language]["sample"].strip().split("\n\n"), language=language)
    assert len(cut(article, brief("x")).posts) >= 3


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("de", "Die Hürden bei schwierigen Verträgen entfallen somit.", " somit"),
        ("fr", "Les étoiles peuvent également montrer combien de gens lisent le texte.", " également"),
        ("es", "Las estrellas también pueden mostrar cuántas personas leen el texto.", " también"),
        ("pt", "As estrelas também podem mostrar quantas pessoas leem o texto.", " também"),
        ("it", "Le stelle possono inoltre mostrare quante persone leggono il testo.", " inoltre"),
        ("nl", "De sterren kunnen bovendien laten zien hoeveel mensen de tekst lezen.", " bovendien"),
    ],
)
def test_a_word_that_adds_to_what_was_said_goes_where_a_post_opens(written, brief, language, text, word):
    assert [post.body for post in cut(written(text, language=language), brief(200)).posts] == [text.replace(word, "")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das liegt vor allem daran, dass viele Leute daher, wo Anna wohnt, selten kommen."),
        ("de", "Wer daher kommt, kennt die alte Brücke gut."),
        ("de", "Die Brücke ist gerade deshalb berühmt."),
        ("pt", "A ponte velha é por isso mesmo muito famosa."),
        ("es", "La ciudad de Anna, también llamada la perla, tiene muchas calles viejas."),
        ("fr", "La ville d'Anna, également appelée la perle, a beaucoup de rues anciennes."),
    ],
)
def test_a_word_that_adds_to_its_own_sentence_stays(written, brief, language, text):
    assert all(post.body == text for post in cut(written(text, language=language), brief(200)).posts)
