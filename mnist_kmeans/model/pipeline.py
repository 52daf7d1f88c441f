"""From images to digits: a feature space and a classifier, `build_model`."""

from itertools import pairwise
from typing import Any, Self, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike
from sklearn.pipeline import Pipeline

from mnist_kmeans.features.building import FeatureSpace, make_transformer
from mnist_kmeans.features.names import SpaceName
from mnist_kmeans.model.classifier import (
    AUTO_PARAMETERS,
    Algorithm,
    ClusterClassifier,
    Count,
    Init,
)
from mnist_kmeans.model.given_start import check_first_images, is_images
from mnist_kmeans.model.preparing import MnistForm


class DigitModel(Pipeline):
    """A feature space, then a `ClusterClassifier`: from images to digits.

    A scikit-learn pipeline whose classifier takes its `feature_space` from the `name`
    of the `FeatureSpace` before it, so that a search over ``features__name`` and
    ``clusters__n_clusters`` fits each combination as `build_model` would.

    Examples
    --------
    >>> from sklearn.model_selection import GridSearchCV
    >>> from mnist_kmeans import build_model
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> data = load_bundled_digits()
    >>> grid = {"features__name": ["pixels", "hog"], "clusters__n_starts": [1]}
    >>> search = GridSearchCV(build_model(10), grid, cv=2)
    >>> search.fit(data.x_test, data.y_test).best_params_["features__name"]
    'hog'
    >>> search.best_estimator_[-1].polish_iter_
    40
    """

    def set_params(self, **params: Any) -> Self:
        """Set parameters of the steps, as in any pipeline.

        Parameters
        ----------
        **params
            Such as ``features__name`` or ``clusters__n_clusters``.

        Returns
        -------
        DigitModel

        Examples
        --------
        >>> from mnist_kmeans import build_model
        >>> model = build_model(10).set_params(features__name="pca")
        >>> model[-1].feature_space
        'pca'
        """
        super().set_params(**params)
        self._pass_on_space()
        return self

    def fit(self, X: ArrayLike, y: ArrayLike | None = None, **params: Any) -> Self:
        """Fit the feature space and then the classifier.

        Parameters
        ----------
        X : array-like of shape (n, 28, 28), (n, 784) or (n, 28, 28, 1)
            Images, uint8 in 0..255 or floats in 0..1.
        y : array-like of shape (n,)
            The digit each image shows. The digits name the clusters and play no part
            in finding them.
        **params
            Parameters of a step's `fit`, such as ``clusters__on_step``. Where the first
            centroids are images, those of the last step's only.

        Returns
        -------
        DigitModel

        Raises
        ------
        ValueError
            When images are refused by `check_images`, or a parameter is out of range.

        Examples
        --------
        >>> from mnist_kmeans import build_model
        >>> from mnist_kmeans.digits.loading import load_bundled_digits
        >>> data = load_bundled_digits()
        >>> build_model(10).fit(data.x_test, data.y_test)[-1].labels_.shape
        (360,)
        """
        self._pass_on_space()
        name, clusters = self.steps[-1]
        if not is_images(getattr(clusters, "init", None)):
            super().fit(X, y, **params)
            return self
        # What comes before the classifier is fitted, and then brings them into the
        # space: the slice has the same steps, not copies.
        before = self[:-1]
        rows = before.fit_transform(X, y)
        first = before.transform(check_first_images(clusters.init, clusters.n_clusters))
        of_last = {
            key.removeprefix(f"{name}__"): value for key, value in params.items()
        }
        clusters.fit(rows, y, first=first, **of_last)
        return self

    def _pass_on_space(self) -> None:
        for (_, before), (_, after) in pairwise(self.steps):
            if isinstance(before, FeatureSpace) and isinstance(
                after, ClusterClassifier
            ):
                after.set_params(feature_space=before.name)


class ClusterSettings(TypedDict, total=False):
    """Keyword parameters of `ClusterClassifier`."""

    algorithm: Algorithm
    init: Init
    batch_size: Count
    n_init: Count
    init_size: Count | None
    max_iter: Count
    max_no_improvement: int | None
    polish_iter: Count
    n_starts: Count


def build_model(
    n_clusters: int,
    feature_space: SpaceName = "pixels",
    *,
    prepare: bool = False,
    random_state: int | np.random.RandomState | None = 0,
    pretrained: bool = True,
    **kmeans: Unpack[ClusterSettings],
) -> DigitModel:
    """Build a model from images to digits: a feature space, then a `ClusterClassifier`.

    Parameters
    ----------
    n_clusters : int
        Number of clusters, k.
    feature_space : str, default="pixels"
        A name in `FEATURE_SPACES`.
    prepare : bool, default=False
        Whether images that are not in MNIST's form are brought into it first, by
        `MnistForm`; MNIST's own stay as they are.
    random_state : int, RandomState or None, default=0
    pretrained : bool, default=True
        Whether a network that comes with the package is used where it was made from the
        same images; with False it is trained anew, or read from the cache folder.
    **kmeans
        Further parameters of `ClusterClassifier`. By default `init`, `batch_size`,
        `init_size`, `max_iter`, `n_starts` and `polish_iter` are "auto", see
        `usual_settings`. In "pixels" with ``polish_iter=0`` the clusters are exactly
        those of ``MiniBatchKMeans``, unless `init` is given. First centroids are given
        as `init` by rows in the feature space, of shape (m, n_features), or by images,
        of shape (m, 28, 28), which the fitted feature space brings there; m is at most
        `n_clusters`, and k-means++ adds those that are missing.

    Returns
    -------
    DigitModel
        A scikit-learn ``Pipeline`` of the steps ``features``, a `FeatureSpace`, and
        ``clusters``, with `prepare` after the step ``form``. It takes images of shape
        (n, 28, 28), (n, 784) or (n, 28, 28, 1), uint8 in 0..255 or floats in 0..1, in
        `fit`, `predict` and `predict_proba`. Its parameters can be searched:
        ``features__name``, ``clusters__n_clusters``.

    Raises
    ------
    ValueError
        When there is no such feature space, or images given as `init` are more than
        `n_clusters` or refused by `check_images`.

    Examples
    --------
    >>> from mnist_kmeans import build_model
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> data = load_bundled_digits()
    >>> model = build_model(40, "pca").fit(data.x_train, data.y_train)
    >>> model.predict(data.x_test).shape
    (360,)
    >>> model.score(data.x_test, data.y_test) > 0.8
    True

    First centroids that are images, the first test digits:

    >>> model = build_model(10, algorithm="full", init=data.x_test[:3])
    >>> model.fit(data.x_train, data.y_train)[-1].init_.shape
    (10, 784)
    """
    make_transformer(feature_space)  # to refuse an unknown name here, not in fit
    autos = dict.fromkeys(AUTO_PARAMETERS, "auto")
    settings: dict[str, Any] = {**autos, **kmeans}
    if is_images(settings["init"]):
        check_first_images(settings["init"], n_clusters)
    clusters = ClusterClassifier(
        n_clusters, feature_space=feature_space, random_state=random_state, **settings
    )
    steps = [
        ("features", FeatureSpace(feature_space, pretrained)),
        ("clusters", clusters),
    ]
    return DigitModel([("form", MnistForm()), *steps] if prepare else steps)
