import json
from dataclasses import replace

import pytest

from mnist_kmeans.fits.by_hand.first_images import FirstImages
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.model.by_hand.moves import MovesError
from mnist_kmeans.studies.by_hand.moves_file import (
    LARGEST_FILE,
    load_moves,
    save_moves,
)

BASE = FitSettings(1000, 12, "hog", seed=3)


def document(digits, **changes):
    saved = json.loads(save_moves(BASE.edited("s3.m4-7.l"), digits))
    return json.dumps(saved | changes).encode()


def test_moves_come_back(digits):
    assert load_moves(document(digits), BASE, digits) == "s3.m4-7.l"
    assert load_moves(document(digits), BASE.edited("r0"), digits) == "s3.m4-7.l"
    longest = BASE.edited(".".join(["s3", "m11-12"] * 50))
    file = save_moves(longest, digits).encode()
    assert len(file) < LARGEST_FILE
    assert load_moves(file, BASE, digits) == longest.moves


def test_moves_on_a_fit_from_first_centroids_of_one_s_own_come_back(digits):
    first = FirstImages(digits.x_test[:3])
    begun = replace(BASE, first=first)
    file = save_moves(begun.edited("s3"), digits).encode()
    assert load_moves(file, begun, digits) == "s3"
    with pytest.raises(MovesError, match="another fit"):
        load_moves(file, BASE, digits)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x04}.",
        b"[]",
        b"3",
        b"[" * 15_000,
        b'{"what": "moves by hand on k-means clusters"}',
        b'{"what": "moves by hand on k-means clusters", "moves": [3]}',
        b'{"what": "another", "moves": ["l"]}',
    ],
)
def test_what_is_no_file_of_moves_is_refused(content, digits):
    with pytest.raises(MovesError, match="That is no file of moves"):
        load_moves(content, BASE, digits)


def test_moves_that_do_not_belong_here_are_refused(digits, mnist):
    with pytest.raises(MovesError, match="on a fit of other images"):
        load_moves(document(digits), BASE, mnist)
    with pytest.raises(
        MovesError, match="another fit, k = 12 in hog with seed 3: choose that first"
    ):
        load_moves(document(digits), replace(BASE, seed=4), digits)
    with pytest.raises(MovesError, match="another fit: choose"):
        load_moves(document(digits, fit=["**"]), BASE, digits)
    with pytest.raises(MovesError, match="Move 1, s12, names cluster #12"):
        load_moves(document(digits, moves=["s12"]), BASE, digits)
    with pytest.raises(MovesError, match="is none"):
        load_moves(document(digits, moves=["l.", "l"]), BASE, digits)
    with pytest.raises(MovesError, match="a later version"):
        load_moves(document(digits, version=2), BASE, digits)
    with pytest.raises(MovesError, match=r"The file has 20,001 bytes"):
        load_moves(b" " * (LARGEST_FILE + 1), BASE, digits)
