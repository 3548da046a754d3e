"""What hangs on the sentence before it, in the languages whose words somebody wrote down, and in the others."""

import pytest

from posts.cut.cohesion import connective, points_back
from posts.cut.cues import Cues, cues
from posts.cut.reading import read

HANGS = [
    ("en", "The next step is a new bridge."),
    ("de", "Der nächste Schritt ist eine neue Brücke."),
    ("en", "Quite a lot works already!"),
    ("en", "Not all were pleased with the choice of the town."),
    ("en", "In May 2013, we did the test again."),
    ("en", "Sadly, yes - some of the rules need a lawyer."),
    ("en", "The second question is whether people use the project."),
    ("en", "The school of the University of Oldham is the best in this country."),
    ("en", "It can help to improve circulation."),
    ("en", "These include deep tissue massage and trigger point therapy."),
    ("en", "Sometimes, it may feel like a jolt or electric shock."),
    ("en", "It’s also crucial to inform them about any other medical conditions you have."),
    ("en", "However, it can help."),
    ("en", "Then came the pain."),
    ("en", "Both were destroyed during the war."),
    ("en", "Placed under the care of a doctor, he was told to rest."),
    ("en", "I volunteered for that program."),
    ("en", "Such gains were seen elsewhere."),
    ("en", "Another benefit is better sleep."),
    ("en", "In this, the two agree."),
    ("en", "In the harbour he found a ship."),
    ("en", "The letter said they would come."),
    ("en", "The authors recommend this treatment."),
    ("en", "A ban on cars would be another example."),
    ("en", "After the war, similar houses were built all over the country."),
    ("en", "Many people have asked for comments of this nature."),
    ("en", "No other browser gives you so much choice."),
    ("en", "Sadly, yes, some of them do."),
    ("en", "At the other end of the scale are those who sleep too much."),
    ("en", "Quite a few work already."),
    ("de", "Der Beschluss ist ein weiteres Beispiel."),
    ("de", "Wenn das der Fall ist, hilft nur noch Geduld."),
    ("de", "Sie werden von links nach rechts zunehmend strenger."),
    ("fr", "Sur le site, vous pouvez voir cela dans le menu."),
    ("es", "En el sitio, puedes ver esto en el menú."),
    ("pt", "No GitHub, você pode ver isso em uma página."),
    ("ar", "على GitHub، يمكنك عرض ذلك تحت القائمة."),
    ("de", "Er half dem Patienten."),
    ("de", "Diese Übungen lindern den Schmerz."),
    ("de", "Außerdem ist Bewegung gesund."),
    ("xx", "goes on from the line before."),
    ("xx", "— und noch etwas."),
]
STANDS = [
    ("en", "A warm bath can help the body to sleep well again."),
    ("en", "Nobody who saw Rome in May was ever cold again."),
    ("en", "Massage makes people feel young again."),
    ("en", "The next step in the plan for Rome is a new bridge."),
    ("en", "The next thing you know, Rome has a new bridge."),
    ("de", "Der nächste Schritt zum besseren Schlaf ist ein warmes Bad."),
    ("en", "It is clear that social media will grow."),
    ("en", "Once you know that people use it, ask them."),
    ("en", "People look for a project on this wild and crazy thing we call the internet."),
    ("en", "If you hurt and you are thinking of help—or you know a friend who is considering this—call now."),
    ("en", "Depression is serious, but this common mental health problem can be treated."),
    ("en", "Athens was rich during the Crusades, when trade with Italy grew in this period."),
    ("en", "Massage therapy can help the body to release endorphins."),
    ("en", "When it comes to massage, it’s essential to talk to your therapist."),
    ("en", "It is important to rest."),
    ("en", "One proven way to reduce pain is massage."),
    ("en", "Patients should tell their doctor."),
    ("en", "Norton declared himself Emperor of his city."),
    ("en", "However, as part of a plan, massage can help."),
    ("en", "People with similar interests are easy to reach."),
    ("en", "Rest is another example of what helps the body."),
    ("en", "No other planet is as large as Jupiter."),
    ("en", "Quite a lot of people sleep badly."),
    ("en", "Quite a few people sleep badly."),
    ("en", "Quite a lot happens in the brain at night."),
    ("en", "Drugs that have similar effects are sold at half of the price."),
    ("en", "Kenya has a law against bags, and similar laws are in force in Uganda."),
    ("en", "Unfortunately no vaccine is known for cattle."),
    ("de", "Ruhe ist ein weiteres Beispiel für das, was hilft."),
    ("de", "Sie werden zu Hause viel lernen."),
    ("en", "But the pain stays."),
    ("en", "In his observations of factories, Smith noticed how people work."),
    ("en", "Those men and women who vote decide."),
    ("en", "If you hurt, it is best to rest."),
    ("en", "Regular massages can maintain relief, and this relief lasts."),
    ("en", "Those who rest heal faster."),
    ("en", "iPhone users are many."),
    ("en", "Second World War ships lie in the bay."),
    ("de", "Es gibt drei Arten von Massage."),
    ("de", "Die Massage lindert den Schmerz."),
    ("xx", "It may mean something here."),
    ("ja", "今日は雨です。"),
]


@pytest.mark.parametrize(("language", "sentence"), HANGS)
def test_a_sentence_that_means_something_before_it_hangs(language, sentence):
    assert points_back(sentence, cues(language))


@pytest.mark.parametrize(("language", "sentence"), STANDS)
def test_a_sentence_that_names_what_it_means_stands(language, sentence):
    assert not points_back(sentence, cues(language))


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("In conclusion, massage helps.", "massage helps."),
        ("Therefore, it’s crucial to rest.", "it’s crucial to rest."),
        ("Finally, in conclusion: rest.", "rest."),
        ("But the pain stays.", "the pain stays."),
        ("So far, so good.", "So far, so good."),
        ("Finally,", "Finally,"),
        ("However, rest helps.", "rest helps."),
        ("For example, rest helps.", "rest helps."),
        ("Thus commenced the reign.", "Thus commenced the reign."),
        ("Overall health is good.", "Overall health is good."),
    ],
)
def test_only_a_connective_that_is_set_off_may_go(sentence, rest):
    assert sentence[connective(sentence, cues("en")) :] == rest


@pytest.mark.parametrize(
    ("language", "sentences", "opposed"),
    [
        ("en", "In the past, bakers worked from midnight. Today, most of them sleep until five.", True),
        ("de", "Früher begannen Bäcker um Mitternacht. Heute schlafen die meisten bis um fünf.", True),
        ("en", "Bakers work from midnight until noon. Today, most of them sleep until five.", False),
        ("en", "The first jar holds two green balls. The second jar holds seven green balls.", True),
        ("en", "The first jar holds two green balls. Wood and water make the paper for the books.", False),
        ("fi", "Vasen purkki on täynnä vihreitä palloja. Oikea purkki on täynnä punaisia palloja.", True),
    ],
)
def test_two_times_and_two_things_of_which_the_same_is_said_are_two_sides(written, language, sentences, opposed):
    _, here = read(written(sentences, language=language)).sentences
    assert here.opening.opposes == opposed


@pytest.mark.parametrize("language", [None, "xx", "../en", "languages", ""])
def test_a_language_that_nobody_wrote_down_has_no_cues(language):
    assert cues(language) == Cues()
