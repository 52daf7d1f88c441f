from functools import cache

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.decomposition import PCA

from mnist_kmeans import FEATURE_SPACES, build_model
from mnist_kmeans.features import make_transformer
from mnist_kmeans.projections import PixelPCA, PixelScaler, check_images


def test_pixels_are_scaled_once(digits):
    pixels = PixelScaler().fit_transform(digits.x_train[:5])
    assert pixels.dtype == np.float32
    expected = digits.x_train[:5].reshape(5, 784) / 255
    np.testing.assert_allclose(pixels, expected, rtol=1e-6)


@pytest.fixture(scope="module")
def fitted(digits):
    """Return a space's transformer, fitted once for all tests."""
    return cache(lambda space: make_transformer(space).fit(digits.x_train))


@pytest.mark.parametrize("space", FEATURE_SPACES)
def test_bytes_and_floats_give_the_same_features(space, digits, fitted):
    transformer = fitted(space)
    from_bytes = transformer.transform(digits.x_test)
    for dtype in (np.float32, np.float64):
        floats = (digits.x_test / 255).astype(dtype)
        np.testing.assert_allclose(transformer.transform(floats), from_bytes, atol=1e-4)


@pytest.mark.parametrize("space", FEATURE_SPACES)
def test_one_image_alone_is_as_among_many(space, digits, fitted):
    # More images than a chunk, so that the threaded path is the one compared with.
    many = np.concatenate([digits.x_train, digits.x_train])
    transformer = fitted(space)
    together = transformer.transform(many)
    for i in (0, 1, 1023, 1024, len(many) - 1):
        alone = transformer.transform(many[i : i + 1])
        np.testing.assert_allclose(alone[0], together[i], atol=1e-4)
    assert together.dtype == np.float32


@pytest.mark.parametrize("space", FEATURE_SPACES)
def test_no_image_gives_no_row(space, digits, fitted):
    transformer = fitted(space)
    assert transformer.transform(digits.x_test[:0]).shape[0] == 0


def test_pca_is_that_of_scikit_learn(digits):
    pixels = PixelScaler().transform(digits.x_train)
    ours = PixelPCA(10, n_basis=len(pixels)).fit(digits.x_train)
    theirs = PCA(10, svd_solver="full").fit(pixels)
    # Components are unique but for their sign.
    signs = np.sign(np.sum(ours.components_ * theirs.components_, axis=1))
    np.testing.assert_allclose(
        ours.components_ * signs[:, None], theirs.components_, atol=2e-3
    )
    np.testing.assert_allclose(
        np.abs(ours.transform(digits.x_test)),
        np.abs(theirs.transform(PixelScaler().transform(digits.x_test))),
        atol=1e-2,
    )


def test_pca_of_few_images_has_few_components(digits):
    assert PixelPCA().fit_transform(digits.x_train[:7]).shape == (7, 7)


def test_pca_of_equal_images_is_finite(digits):
    same = np.repeat(digits.x_train[:1], 60, axis=0)
    assert np.isfinite(PixelPCA().fit_transform(same)).all()


def test_pca_needs_two_images(digits):
    with pytest.raises(ValueError, match="n_samples=1"):
        PixelPCA().fit(digits.x_train[:1])


def test_transformers_are_clonable():
    assert clone(PixelPCA(7, n_basis=9)).get_params() == {
        "n_components": 7,
        "n_basis": 9,
    }


REFUSED = {
    "one image": (np.zeros((28, 28), np.uint8), r"images\[None\]"),
    "flat": (np.zeros((3, 784), np.uint8), r"\(3, 784\)"),
    "integers": (np.zeros((3, 28, 28), np.int64), "int64"),
    "booleans": (np.zeros((3, 28, 28), bool), "bool"),
    "unscaled floats": (np.full((3, 28, 28), 200.0), "200"),
    "negative": (np.full((3, 28, 28), -0.5), "-0.5"),
    "not a number": (np.full((3, 28, 28), np.nan), "nan"),
    "scaled twice": (np.full((3, 28, 28), 1.0) / 255, "divided by 255 twice"),
    "0/1 bytes": (np.ones((3, 28, 28), np.uint8), "divided by 255 twice"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_images_are_refused_by_name(name):
    images, what = REFUSED[name]
    with pytest.raises(ValueError, match=what):
        check_images(images)


def test_images_scaled_twice_never_pass_as_dark(digits):
    model = build_model(10).fit(digits.x_train, digits.y_train)
    model.predict(digits.x_test / 255)
    for call in (model.predict, model.predict_proba):
        with pytest.raises(ValueError, match="divided by 255 twice"):
            call(digits.x_test / 255 / 255)


def test_black_images_pass():
    assert check_images(np.zeros((2, 28, 28), np.uint8)).shape == (2, 28, 28)


def test_unknown_space_is_refused():
    with pytest.raises(ValueError, match="feature_space='hogs' should be one of"):
        make_transformer("hogs")
