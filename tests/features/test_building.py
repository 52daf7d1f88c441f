from copy import copy
from functools import cache

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn import config_context
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import (
    check_estimator_cloneable,
    check_estimator_repr,
    check_get_params_invariance,
    check_no_attributes_set_in_init,
    check_parameters_default_constructible,
    check_set_params,
)

from mnist_kmeans import FEATURE_SPACES, accuracy_sweep, build_model, calculate_metrics
from mnist_kmeans.features.building import FeatureSpace, make_transformer
from mnist_kmeans.features.names import TRAINED_SPACES
from mnist_kmeans.features.projections import PixelPCA, PixelScaler
from mnist_kmeans.features.validation import check_images


def test_pixels_are_scaled_once(digits):
    pixels = PixelScaler().fit_transform(digits.x_train[:5])
    assert pixels.dtype == np.float32
    expected = digits.x_train[:5].reshape(5, 784) / 255
    np.testing.assert_allclose(pixels, expected, rtol=1e-6)


@pytest.fixture(scope="module")
def fitted(digits):
    """Return a function from a space to its transformer, fitted once for all tests."""
    return cache(lambda space: make_transformer(space).fit(digits.x_train))


@pytest.mark.parametrize("space", FEATURE_SPACES)
def test_bytes_and_floats_give_the_same_features(space, digits, fitted):
    transformer = fitted(space)
    from_bytes = transformer.transform(digits.x_test)
    for dtype in (np.float32, np.float64):
        floats = (digits.x_test / 255).astype(dtype)
        np.testing.assert_allclose(transformer.transform(floats), from_bytes, atol=1e-4)


@pytest.mark.parametrize("space", FEATURE_SPACES)
def test_an_image_has_the_same_features_alone_and_among_others(space, digits, fitted):
    # More images than a chunk, for threads to take part.
    many = np.concatenate([digits.x_train, digits.x_train])
    transformer = fitted(space)
    together = transformer.transform(many)
    for i in (0, 1, 1023, 1024, len(many) - 1):
        alone = transformer.transform(many[i : i + 1])
        np.testing.assert_allclose(alone[0], together[i], atol=1e-4)
    assert together.dtype == np.float32


@pytest.mark.parametrize("space", FEATURE_SPACES)
def test_no_images_give_no_rows(space, digits, fitted):
    transformer = fitted(space)
    assert transformer.transform(digits.x_test[:0]).shape[0] == 0


def test_pca_agrees_with_scikit_learn(digits):
    pixels = PixelScaler().transform(digits.x_train)
    ours = PixelPCA(10, n_basis=len(pixels)).fit(digits.x_train)
    theirs = PCA(10, svd_solver="full").fit(pixels)
    # Components are unique up to their sign.
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
    "one flat image": (np.zeros(784, np.uint8), r"images\[None\]"),
    "one image with channel": (np.zeros((28, 28, 1), np.uint8), r"images\[None\]"),
    "colours": (np.zeros((3, 28, 28, 3), np.uint8), r"\(3, 28, 28, 3\); it should be"),
    "another size": (np.zeros((3, 64), np.uint8), r"\(3, 64\)"),
    "a number": (np.float64(3), r"shape \(\)"),
    "sparse": (csr_array(np.eye(784)), r"sparse matrix; pass images\.toarray\(\)"),
    "integers": (np.zeros((3, 28, 28), np.int64), r"int64.*astype\(np\.uint8\)"),
    "booleans": (np.zeros((3, 28, 28), bool), "bool"),
    "unscaled floats": (np.full((3, 28, 28), 200.0), "200"),
    "negative": (np.full((3, 28, 28), -0.5), "-0.5"),
    "not a number": (np.full((3, 28, 28), np.nan), "not numbers"),
    "infinite": (np.full((3, 28, 28), -np.inf), "not numbers"),
    "scaled twice": (np.full((3, 28, 28), 1.0) / 255, "divided by 255 twice"),
    "0/1 bytes": (np.ones((3, 28, 28), np.uint8), "divided by 255 twice"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_images_are_refused_with_the_reason(name):
    images, reason = REFUSED[name]
    with pytest.raises(ValueError, match=reason):
        check_images(images)


def test_images_scaled_twice_are_refused_by_a_model(digits):
    model = build_model(10).fit(digits.x_train, digits.y_train)
    model.predict(digits.x_test / 255)
    for call in (model.predict, model.predict_proba):
        with pytest.raises(ValueError, match="divided by 255 twice"):
            call(digits.x_test / 255 / 255)


def test_black_images_are_accepted():
    assert check_images(np.zeros((2, 28, 28), np.uint8)).shape == (2, 28, 28)


@pytest.mark.parametrize("space", ["pixels", "hog"])
@pytest.mark.parametrize("shape", [(784,), (28, 28, 1)])
def test_images_may_have_other_shapes(space, shape, digits):
    def reshaped(images):
        return images.reshape(len(images), *shape)

    model = build_model(10, space, n_starts=1, max_iter=2).fit(
        digits.x_train, digits.y_train
    )
    again = clone(model).fit(reshaped(digits.x_train), digits.y_train)
    expected = model.predict_proba(digits.x_test)
    np.testing.assert_array_equal(
        again.predict_proba(reshaped(digits.x_test / 255)), expected
    )
    assert calculate_metrics(
        model, reshaped(digits.x_test), digits.y_test
    ) == calculate_metrics(again, digits.x_test, digits.y_test)


@pytest.mark.parametrize("space", FEATURE_SPACES)
def test_features_have_names_and_pandas_output(space, digits):
    inner = make_transformer(space)
    if space in TRAINED_SPACES:  # names need no training
        inner.weights_ = [np.ones((576, 16), np.float32), np.ones(16, np.float32)]
    else:
        inner.fit(digits.x_train)
    rows = inner.transform(digits.x_test[:5])
    named = FeatureSpace(space)
    named.transformer_ = copy(inner)
    prefix = "pixel" if space == "pixels" else space
    for transformer in (inner, named):
        table = transformer.set_output(transform="pandas").transform(digits.x_test[:5])
        assert list(table.columns) == [f"{prefix}{i}" for i in range(rows.shape[1])]
        assert list(transformer.get_feature_names_out()) == list(table.columns)
        np.testing.assert_array_equal(table.to_numpy(), rows)


def test_a_model_works_with_pandas_output(digits):
    expected = build_model(10, "pca").fit(digits.x_train, digits.y_train)
    figures = calculate_metrics(expected, digits.x_test, digits.y_test)
    with config_context(transform_output="pandas"):
        model = build_model(10, "pca").fit(digits.x_train, digits.y_train)
        assert calculate_metrics(model, digits.x_test, digits.y_test) == figures
        row = next(accuracy_sweep(digits, [10], feature_space="pca", n_jobs=1))
    assert row["test_accuracy"] == figures["accuracy"]
    assert list(expected[:-1].get_feature_names_out()[:2]) == ["pca0", "pca1"]


def test_feature_names_need_a_fit():
    for transformer in (PixelPCA(), FeatureSpace("pca")):
        with pytest.raises(NotFittedError):
            transformer.get_feature_names_out()


@pytest.mark.parametrize(
    "check",
    [
        check_no_attributes_set_in_init,
        check_parameters_default_constructible,
        check_get_params_invariance,
        check_set_params,
        check_estimator_cloneable,
        check_estimator_repr,
    ],
)
def test_transformers_pass_scikit_learn_s_checks(check):
    # Only checks without data, which would not be images.
    for transformer in (*map(make_transformer, FEATURE_SPACES), FeatureSpace("hog")):
        check(type(transformer).__name__, transformer)


def test_an_unknown_feature_space_is_refused():
    with pytest.raises(ValueError, match="feature_space='hogs' should be one of"):
        make_transformer("hogs")
    with pytest.raises(ValueError, match="feature_space='hogs' should be one of"):
        build_model(10, "hogs")


@pytest.mark.parametrize("images", ["photo.png", None, [None, None]])
def test_input_without_pixels_is_refused_with_a_hint(images):
    with pytest.raises(ValueError, match="opened with read_digits"):
        check_images(images)
