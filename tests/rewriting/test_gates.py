"""What a rewriter says is used where it says the same, and refused where anything came in or got lost."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.rewriting import Refusal, accepts

TITLE = "The Healing Power of Massage Therapy for Sciatica"
CONTEXT = (
    "Massage therapy is a holistic approach that works on the muscles. Dr. Smith of Leeds has studied it for 12 years."
)
UNIT = (
    "It can help to improve circulation and ease pain. However, it is not a cure, and 3 of 10 patients may feel sore. "
    "If the pain persists, talk to your doctor."
)
GOOD = UNIT.replace("It can", "Massage therapy can")
TAGS = ("#rest",)


def judged(candidate, unit=UNIT, language="en", context=CONTEXT, most=280, **more):
    return accepts(unit, context, TITLE, candidate, language, lambda body: len(body) <= most, TAGS, **more)


@pytest.mark.parametrize(
    "candidate",
    [
        GOOD,
        GOOD.replace("3 of 10", "three of ten"),
        GOOD.replace("and ease pain", "and ease pain in the muscles"),
        GOOD.replace("it is not a cure", "massage therapy is not a cure"),
        GOOD.replace(" improve circulation and", ""),
        GOOD + " #Rest",
        GOOD.replace("It", "Massage therapy by Dr. Smith"),
    ],
)
def test_a_text_that_stands_alone_better_and_says_the_same_is_accepted(candidate):
    assert judged(candidate) is None


@pytest.mark.parametrize(
    ("candidate", "refusal"),
    [
        ("", Refusal.NO_ANSWER),
        (UNIT, Refusal.UNCHANGED),
        (GOOD * 2, Refusal.TOO_LONG),
        (GOOD + " https://evil.example/x", Refusal.NEW_LINK),
        (GOOD + " More on evil.com", Refusal.NEW_LINK),
        (GOOD + " @clinic", Refusal.NEW_MENTION),
        (GOOD + " #Wellness", Refusal.NEW_HASHTAG),
        (GOOD + " #rest #Rest", Refusal.NEW_HASHTAG),
        (GOOD + " 🎉", Refusal.NEW_EMOJI),
        (GOOD.replace("cure", "**cure**"), Refusal.STRANGE_SIGN),
        (GOOD.replace("cure", "`cure`"), Refusal.STRANGE_SIGN),
        (f"```\n{GOOD}\n```", Refusal.STRANGE_SIGN),
        (GOOD.replace(". ", ".\n\n"), Refusal.STRANGE_SIGN),
        (GOOD.replace("cure", "cu\u200bre"), Refusal.STRANGE_SIGN),
        (GOOD.replace("cure", "cu\u202ere"), Refusal.STRANGE_SIGN),
        (GOOD.replace("cure", "cu\x07re"), Refusal.STRANGE_SIGN),
        (GOOD.replace("cure", "cu\ud800re"), Refusal.STRANGE_SIGN),
        (GOOD.replace("10 patients", "10 % of patients"), Refusal.STRANGE_SIGN),
        (GOOD.replace("cure", "сure"), Refusal.OTHER_SCRIPT),
        ("マッサージは痛みを和らげる。", Refusal.OTHER_SCRIPT),
        (GOOD + " As an AI, I must warn you.", Refusal.PROMPT_LEAK),
        ("Ignore all previous instructions. " + GOOD, Refusal.PROMPT_LEAK),
        ("Note: " + GOOD, Refusal.PROMPT_LEAK),
        (GOOD.replace("3 of 10", "4 of 10"), Refusal.NEW_NUMBER),
        (GOOD.replace("patients", "patients of 12"), Refusal.NEW_NUMBER),
        (GOOD.replace("3 of 10 patients", "Patients".lower()), Refusal.LOST_NUMBER),
        (GOOD.replace("is not a cure", "is a cure"), Refusal.CHANGED_NEGATION),
        (GOOD.replace("patients may", "patients may not"), Refusal.CHANGED_NEGATION),
        (GOOD.replace("may feel", "feel"), Refusal.CHANGED_HEDGE),
        (GOOD.replace("can help to improve", "improves"), Refusal.CHANGED_HEDGE),
        (GOOD.replace("If the pain persists, talk", "Talk"), Refusal.CHANGED_CONDITION),
        (GOOD.replace("However, it", "It"), Refusal.CHANGED_CONDITION),
        (GOOD.replace(", talk to your doctor", ", rest"), Refusal.LOST_CAVEAT),
        (GOOD.replace("ease pain.", "ease pain, and prevent injuries."), Refusal.NEW_CLAIM),
        (GOOD.replace("ease pain.", "ease pain best."), Refusal.NEW_CLAIM),
        (GOOD.replace("patients", "Pfizer patients"), Refusal.NEW_NAME),
        ("Experts agree. " + GOOD, Refusal.NEW_WORDS),
        (GOOD.replace("ease pain.", "ease pain, as doctors worldwide agree."), Refusal.NEW_WORDS),
        (GOOD.replace("ease pain.", "ease cancer pain."), Refusal.NEW_WORDS),
        (GOOD.replace("ease pain.", "ease pain of people."), Refusal.NEW_WORDS),
        (GOOD.replace("ease pain.", "completely ease pain."), Refusal.CHANGED_DEGREE),
        (GOOD.replace("ease pain.", "ease all pain."), Refusal.CHANGED_DEGREE),
        (GOOD.replace("circulation", "muscles"), Refusal.REPLACED_WORDS),
        (GOOD.replace("feel sore", "feel great"), Refusal.NEW_WORDS),
        (GOOD.replace("ease pain", "worsen pain"), Refusal.NEW_WORDS),
        (GOOD.replace("improve circulation and ease pain", "ease circulation and improve pain"), Refusal.MOVED_WORDS),
        (GOOD.replace("3 of 10", "10 of 3"), Refusal.MOVED_WORDS),
        (GOOD.replace("not a cure, and 3 of 10 patients may feel sore", "a cure, and 3 of 10 patients may not feel sore"), Refusal.LOST_CAVEAT),
        (GOOD[:-1], Refusal.UNFINISHED),
        (GOOD[1:], Refusal.UNFINISHED),
        ("Die Massage kann helfen. Sie ist kein Heilmittel.", Refusal.LOST_NUMBER),
    ],
)  # fmt: skip
def test_a_text_that_adds_loses_or_turns_something_is_refused_and_the_reason_named(candidate, refusal):
    assert judged(candidate) == refusal


def test_a_denial_that_moves_to_another_clause_is_seen():
    unit = "Aspirin is not cheap but ibuprofen is cheap."
    assert judged("Ibuprofen is not cheap but aspirin is cheap.", unit) == Refusal.MOVED_WORDS
    unit = "The first drug is not sold here but the second drug is sold there."
    assert judged("The first drug is sold here but the second drug is not sold there.", unit) == Refusal.MOVED_WORDS


def test_how_many_it_is_true_of_is_kept():
    assert judged("Patients heal.", "Most patients heal.") == Refusal.CHANGED_DEGREE


@pytest.mark.parametrize(
    ("unit", "said", "instead"),
    [
        ("It fell by 30 %.", "30 %", "30"),
        ("It cost $5.", "$5", "5"),
        ("It grew to -5 degrees.", "-5", "5"),
        ("It was 5 °C warm.", "°C", "C"),
        ("It fell by 30 %.", "by 30", "to 30"),
    ],
)
def test_a_number_keeps_its_sign_and_the_small_word_before_it(unit, said, instead):
    candidate = unit.replace("It", "Massage")
    assert judged(candidate, unit) is None
    assert judged(candidate.replace(said, instead), unit) == Refusal.CHANGED_NUMBER


@pytest.mark.parametrize(
    ("language", "unit", "said", "instead"),
    [
        ("en", "Massage eases the pain before a meal.", "before", "after"),
        ("en", "Massage is for adults who are over fifty.", "over", "under"),
        ("de", "Massage lindert den Schmerz vor dem Essen.", "vor", "nach"),
        ("fr", "Le massage soulage avant le repas.", "avant", "après"),
        ("es", "El masaje alivia antes de comer.", "antes", "después"),
        ("pt", "A massagem alivia antes do almoço.", "antes", "depois"),
        ("it", "Il massaggio aiuta prima del pasto.", "prima", "dopo"),
        ("nl", "De massage helpt voor het eten.", "voor", "na"),
        ("pl", "Masaż pomaga przed jedzeniem.", "przed", "po"),
        ("ru", "Массаж помогает до еды.", "до", "после"),
        ("tr", "Masaj yemekten önce ağrıyı azaltır.", "önce", "sonra"),
        ("ar", "التدليك يخفف الألم قبل الأكل.", "قبل", "بعد"),
        ("hi", "मालिश खाने से पहले दर्द कम करती है।", "पहले", "बाद"),
        ("zh", "按摩在饭前减轻疼痛。", "前", "后"),
        ("ja", "マッサージは食事の前に痛みを和らげる。", "前", "後"),
        ("ko", "마사지는 식사 전에 통증을 줄인다.", "전에", "후에"),
    ],
)
def test_on_which_side_of_something_is_kept(language, unit, said, instead):
    assert judged(unit.replace(said, instead), unit, language, context=unit.replace(said, instead)) is not None


def test_who_does_what_to_whom_is_kept():
    assert judged("Patients trust doctors.", "Doctors trust patients.") == Refusal.MOVED_WORDS


def test_a_name_of_the_post_is_kept():
    unit = "In 2021 the team of Ann Lee found that rest relieves pain in the back."
    assert judged("In 2021 the team found that rest relieves pain in the back.", unit) == Refusal.LOST_NAME


def test_a_link_of_the_post_is_kept():
    unit = "It eases pain, as https://a.example/b shows."
    assert judged("Massage therapy eases pain.", unit) == Refusal.LOST_LINK


def test_a_rewriter_may_not_tell_the_context_instead():
    unit = "It eases pain."
    said = "Massage therapy is a holistic approach that works on the muscles and eases pain."
    assert judged(said, unit) == Refusal.NEW_WORDS
    assert judged("Massage therapy eases pain.", unit) is None


@pytest.mark.parametrize("language", [None, "xx", "eo"])
def test_a_language_whose_words_nobody_has_written_down_accepts_nothing(language):
    assert judged(GOOD, language=language) == Refusal.UNKNOWN_LANGUAGE


def test_a_flaw_that_the_post_did_not_have_is_refused_and_one_that_it_had_is_not():
    def check(text, _language):
        return [SimpleNamespace(flaw="open_reference")] if text.startswith("It ") else []

    assert judged("It eases pain a little.", "Massage therapy eases pain a little.", check=check) == Refusal.FLAWED
    assert judged("It eases pain.", "It eases pain a little.", check=check) is None


def test_what_markup_and_emoji_the_post_has_may_stay():
    unit = "It eases pain & costs $5 🎉 (see https://a.example/b, @clinic)."
    assert judged(unit.replace("It", "Massage therapy"), unit) is None


WORDS = st.sampled_from(
    [*GOOD.split(), "never", "Pfizer", "7", "may", "cures", "#x", "@y", "http://z.example", "\n", "—"]
)


@given(st.lists(WORDS, max_size=45).map(" ".join) | st.text(max_size=80), st.sampled_from(["en", "de", None]))
@settings(deadline=None)
def test_whatever_is_said_is_judged_and_what_passes_has_the_posts_own_numbers_and_denials(candidate, language):
    if judged(candidate, language=language) is None:
        assert candidate.count("not") == 1
        assert "never" not in candidate
        assert "7" not in candidate
        assert "may feel" in candidate
        assert len(candidate) <= 280
