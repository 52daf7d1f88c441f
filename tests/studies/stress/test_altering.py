"""Altered digits, beside results worked out by hand."""

import numpy as np
import pytest

from mnist_kmeans.features.validation import check_images
from mnist_kmeans.studies import KINDS, alter

# Fainter ink is taken for none.
FAINT = 2.6 / 255


def image_with(*pixels, value=1.0):
    image = np.zeros((1, 28, 28), np.float32)
    for row, column in pixels:
        image[0, row, column] = value
    return image


def middle(image):
    """Return the row and the column of the centre of the ink."""
    y, x = np.mgrid[:28, :28]
    return (y * image).sum() / image.sum(), (x * image).sum() / image.sum()


@pytest.fixture(scope="module")
def images(digits):
    return digits.x_test[:20].astype(np.float32) / 255


@pytest.mark.parametrize("kind", KINDS)
def test_no_amount_gives_the_very_images(images, kind):
    before = images.copy()
    same = alter(images, {kind: 0})
    assert (same == before).all()
    same[:] = 0.5
    assert (images == before).all()  # it is a copy
    assert 0.0 in KINDS[kind].amounts.tolist()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("end", ["low", "high"])
def test_altered_images_are_images_that_a_model_takes(images, kind, end):
    altered = alter(images, {kind: getattr(KINDS[kind], end)})
    assert altered.dtype == np.float32
    assert altered.shape == images.shape
    for image in altered:  # one alone, too, may be all but black
        check_images(image[None])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "noise"])
def test_an_image_is_altered_alike_alone_and_among_others(images, kind):
    amount = KINDS[kind].high
    together = alter(images, {kind: amount})
    alone = [alter(image[None], {kind: amount})[0] for image in images]
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_a_shift_moves_each_pixel_and_loses_what_leaves(images):
    right = alter(images, {"across": 1})
    np.testing.assert_allclose(right[:, :, 1:], images[:, :, :-1], atol=FAINT)
    assert (right[:, :, 0] == 0).all()
    up = alter(images, {"down": -2})
    np.testing.assert_allclose(up[:, :-2], images[:, 2:], atol=FAINT)
    half = alter(image_with((10, 10)), {"across": 0.5})
    assert half[0, 10, 10:12] == pytest.approx([0.5, 0.5], abs=1e-4)


def test_two_turns_by_45_degrees_make_a_right_angle_about_the_middle_of_the_ink():
    # An upright stroke with its middle at (12, 9) comes to lie level.
    stroke = image_with(*((row, 9) for row in range(6, 19)))
    turned = alter(alter(stroke, {"turn": 45}), {"turn": 45})[0]
    assert middle(turned) == pytest.approx((12, 9), abs=0.05)
    assert turned[12, 4:15].min() > 0.5
    assert turned[:8].max() == turned[17:].max() == 0


def test_clockwise_is_to_the_right_at_the_top():
    # A dot above a heavy foot, which holds the middle of the ink.
    flag = image_with((4, 14), *((20, c) for c in range(8, 21)))
    turned = alter(flag, {"turn": 30})[0]
    assert turned[:12, 16:].sum() > 0.9 * turned[:12].sum() > 0.4


def test_a_shear_moves_rows_to_the_side_and_keeps_them_level():
    # 45 degrees: each row as far to the right as it is above the middle row, 14.
    stroke = image_with(*((row, 14) for row in range(9, 20)))
    slanted = alter(stroke, {"slant": 45})[0]
    expected = image_with(*((row, 14 + 14 - row) for row in range(9, 20)))[0]
    np.testing.assert_allclose(slanted, expected, atol=1e-4)


def test_scaling_keeps_the_middle_and_changes_lengths():
    bar = image_with(*((14, column) for column in range(8, 19)))
    for percent, length in ((50, 16.5), (-40, 6.6)):
        scaled = alter(bar, {"size": percent})[0]
        assert middle(scaled) == pytest.approx((14, 13), abs=0.1)
        row = scaled.max(axis=0)
        assert row.sum() == pytest.approx(length, abs=0.7)


@pytest.mark.parametrize(
    ("wider", "width"), [(1, 5), (3, 7), (-1, 3), (-2, 2), (0.5, 4.5)]
)
def test_a_pen_makes_strokes_wider_by_its_pixels(wider, width):
    stroke = image_with(*((r, c) for r in range(4, 24) for c in range(12, 16)))
    drawn = alter(stroke, {"pen": wider})[0]
    # Across the stroke, far from its ends: four pixels before.
    assert drawn[14].sum() == pytest.approx(width)
    assert drawn[14] == pytest.approx(drawn[14, ::-1], abs=1e-6)  # evenly on both sides


def test_a_wider_pen_never_takes_ink_and_a_thinner_one_never_adds_any(images):
    last = alter(images, {"pen": KINDS["pen"].low})
    for amount in KINDS["pen"].amounts[1:]:
        drawn = alter(images, {"pen": amount})
        assert (drawn >= last - 0.01).all()
        last = drawn


def test_a_blur_spreads_a_dot_like_a_gaussian_and_keeps_its_ink():
    blurred = alter(image_with((14, 14)), {"blur": 1})[0]
    ratio = blurred[14, 15] / blurred[14, 14]
    assert ratio == pytest.approx(np.exp(-0.5), rel=1e-3)
    blurred = alter(image_with((14, 14), (14, 15), (15, 14)), {"blur": 0.5})[0]
    assert blurred.sum() == pytest.approx(3, abs=0.1)


def test_noise_has_the_spread_that_is_asked_for_and_is_the_same_again():
    grey = np.full((5, 28, 28), 0.5, np.float32)
    noisy = alter(grey, {"noise": 10})
    assert (noisy - grey).std() == pytest.approx(0.1, rel=0.05)
    assert (alter(grey, {"noise": 10}) == noisy).all()
    assert (alter(grey, {"noise": 10}, seed=1) != noisy).any()
    assert (noisy[0] != noisy[1]).any()
    more = alter(grey, {"noise": 20})
    twice = np.clip(grey + 2 * (noisy - grey), 0, 1)
    np.testing.assert_allclose(more, twice, atol=FAINT)


def test_several_amounts_come_together_in_one_interpolation():
    dot = image_with((14, 14))
    moved = alter(dot, {"turn": 30, "size": 20, "across": 3, "down": -4})[0]
    assert np.unravel_index(moved.argmax(), (28, 28)) == (10, 17)
    wide = alter(dot, {"across": 3, "pen": 2})[0]
    assert wide[14, 17] == 1
    assert middle(wide) == pytest.approx((14, 17), abs=1e-3)


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ({"twist": 1}, "kind='twist' should be one of turn, across"),
        ({"turn": 61}, "turn=61 should be -60 to 60 degrees"),
        ({"blur": -1}, "blur=-1 should be 0 to 3 pixels"),
        ({"noise": float("nan")}, "noise=nan should be"),
    ],
)
def test_what_is_out_of_range_is_refused(images, amounts, sentence):
    with pytest.raises(ValueError, match=sentence):
        alter(images, amounts)
