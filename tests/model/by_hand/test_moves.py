import pytest

from mnist_kmeans.model.by_hand.moves import (
    MOST_MOVES,
    Move,
    MovesError,
    added_clusters,
    moves_text,
    parse_moves,
)

TEXT = "s3.m4-10.r2.l"


def test_text_and_moves_are_each_other():
    moves = parse_moves(TEXT, 10)
    assert moves == (
        Move("split", (3,)),
        Move("merge", (4, 10)),
        Move("remove", (2,)),
        Move("step"),
    )
    assert moves_text(moves) == TEXT
    assert sum(move.added for move in moves) == added_clusters(TEXT) == -1
    assert parse_moves("", 10) == ()
    assert moves_text(()) == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("s10", "Move 1, s10, names cluster #10; there are 10, #0 to #9."),
        ("s3.s3.m4-12", "Move 3, m4-12, names cluster #12; there are 12, #0 to #11."),
        ("m0-1.s9", "Move 2, s9, names cluster #9; there are 9, #0 to #8."),
        ("x", "Move 1, “x”, is none"),
        ("s3..l", "Move 2, “”, is none"),
        ("s3.", "Move 2, “”, is none"),
        ("s03", "Move 1, “s03”, is none"),  # one text for each move
        ("m7-4", "Move 1, “m7-4”, is none"),
        ("m4-4", "Move 1, “m4-4”, is none"),
        ("l3", "Move 1, “l3”, is none"),
        ("s٣", "Move 1, “s٣”, is none"),
        ("**<b>`", "Move 1, “··b··”, is none" if False else "is none"),
        ("**<b>`", "is none"),
        ("s" + "9" * 5000, "is none"),
        (".".join(["l"] * (MOST_MOVES + 1)), "There are 101 moves; 100 are possible."),
        ("." * 5000, "There are 5,001 moves"),
    ],
)
def test_moves_that_are_not_possible_are_refused(text, says):
    with pytest.raises(MovesError) as refused:
        parse_moves(text, 10)
    assert says in str(refused.value)
    assert not set("*<`") & set(str(refused.value))
    assert len(str(refused.value)) < 150


def test_two_clusters_stay():
    assert len(parse_moves("m0-1", 3)) == 1
    for text in ("m0-1", "r0"):
        with pytest.raises(MovesError, match="would leave fewer than 2 clusters"):
            parse_moves(text, 2)
    parse_moves("l.s0", 2)


def test_the_most_moves_fit_into_a_link():
    longest = ".".join(["m123-234", "s123"] * (MOST_MOVES // 2))
    assert len(parse_moves(longest, 256)) == MOST_MOVES
    assert len(longest) < 1000
