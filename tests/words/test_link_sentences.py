import pytest

from mnist_kmeans.words.link_sentences import refused_value


@pytest.mark.parametrize(
    ("value", "now"),
    [
        (10, "10"),
        (0, "0"),
        (False, "False"),
        ("pixels", "pixels"),
        (["a", "b"], "a, b"),
        ([], "empty"),
        (None, "empty"),
    ],
)
def test_what_a_control_is_set_to_instead(value, now):
    sentence = refused_value("x", "?", value)
    assert sentence == f"The link's `x=?` is not possible here: x is {now}."


def test_what_anybody_wrote_into_a_link_is_short_and_no_markdown():
    sentence = refused_value("k", "`[click](http://a)`\n# " + 99 * "x", 10)
    assert sentence.count("`") == 2
    assert "\n" not in sentence
    assert len(sentence) < 90
