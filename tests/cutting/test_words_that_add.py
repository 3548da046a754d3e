"""A post does not say "also" of what nothing was said of before it, and says it where it adds to its own words."""

import pytest

from posts.cut import cut, replay


def body(written, brief, text, language):
    made = cut(written(text, language=language), brief(280))
    (post,) = made.posts
    assert replay(made.article.text, post.spans, post.edits) == post.body
    return post.body


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "Massage may also help people who sleep badly.", "Massage may help people who sleep badly."),
        (
            "en",
            "Classes in the evening, for example, are meant for people who work.",
            "Classes in the evening are meant for people who work.",
        ),
        ("en", "Only people with a degree may work there, for instance.", "Only people with a degree may work there."),
        (
            "pt",
            "Você também pode medir o tempo de uma resposta ou o número delas.",
            "Você pode medir o tempo de uma resposta ou o número delas.",
        ),
        (
            "fr",
            "Un site suggère également que votre projet est actif, ce qu'il faut montrer.",
            "Un site suggère que votre projet est actif, ce qu'il faut montrer.",
        ),
        (
            "fr",
            "L'andouillette, par exemple, est une saucisse que l'on mange à Lyon.",
            "L'andouillette est une saucisse que l'on mange à Lyon.",
        ),
        (
            "es",
            "Las orquídeas, por ejemplo, son plantas que necesitan mucha luz.",
            "Las orquídeas son plantas que necesitan mucha luz.",
        ),
        (
            "de",
            "Am Ende haben wir also rund zwanzig Euro bezahlt.",
            "Am Ende haben wir rund zwanzig Euro bezahlt.",
        ),
        (
            "en",
            "The French then moved to capture the city of Puebla.",
            "The French moved to capture the city of Puebla.",
        ),
        ("ar", "يمكنك أيضًا قياس الوقت الذي تحتاجه.", "يمكنك قياس الوقت الذي تحتاجه."),
        (
            "pt",
            "Se o seu projeto é apresentado em uma conferência de toda a América do Sul, no entanto, você verá mais visitas.",
            "Se o seu projeto é apresentado em uma conferência de toda a América do Sul, você verá mais visitas.",
        ),
    ],
)
def test_what_adds_to_nothing_goes(written, brief, language, text, said):
    assert body(written, brief, text, language) == said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Massage is good for the back, but also for the mind of people who sleep badly."),
        ("en", "Some kinds of fruit, for example, apples and pears of the region, keep well."),
        ("es", "Un sitio ayuda no a las empresas sino también a las personas."),
        ("ar", "تعرف المدينة أيضًا باسم العاصمة القديمة."),
    ],
)
def test_what_adds_to_the_sentences_own_words_stays(written, brief, language, text):
    assert body(written, brief, text, language) == text
