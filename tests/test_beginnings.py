"""A line or a list shows as much of a text as tells which it is."""

import pytest

from campaign.beginnings import beginning


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Rest helps.", "Rest helps."),
        ("Rest helps the body to heal.", "Rest helps the body…"),
        ("x" * 50, "x" * 19 + "…"),
        ("Rest helps bodies. And heat soothes.", "Rest helps bodies…"),
        ("Warm, soft, slow – and then some more of it.", "Warm, soft, slow…"),
        ("坐骨神经痛是一种沿着坐骨神经放射的疼痛，可能使人衰弱。", "坐骨神经痛是一种沿着坐骨神经放射的疼痛…"),
        ("one\ntwo \x1b[31mthree", "one two [31mthree"),
        ("a \u202eb", "a b"),
        ("", ""),
    ],
)
def test_a_long_text_ends_between_words_and_with_one_mark(text, shown):
    assert beginning(text, 20) == shown
