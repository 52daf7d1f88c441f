"""Fits and studies of the data, computed once and cached on disk."""

import os
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.disk.folder import cache_folder
from mnist_kmeans.disk.provenance import fingerprint_of_code, is_unchanged
from mnist_kmeans.disk.shelf import Shelf
from mnist_kmeans.features.names import SLOW_SPACES, TRAINED_SPACES
from mnist_kmeans.features.network.encoder_files import digest_of_shipped
from mnist_kmeans.fits.by_hand.first_images import FirstImages
from mnist_kmeans.fits.fit import (
    Fit,
    OnImages,
    build,
    check_size,
    compute_fit,
    fitted_classifier,
)
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.on_step import OnStep, silent

# As in `fits.fit`, what needs scikit-learn is imported where something is computed.
if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from mnist_kmeans.features.building import Features

# The functions that compute fits and features, as `study` takes them.
_FIT = "mnist_kmeans.fits.fit.compute_fit"

_FEATURES = "mnist_kmeans.features.building.compute_features"


class FitStore:
    """A cache of fits on disk, shared by all programs that use the same folder.

    It takes at most `CACHE_LIMIT` (`disk.shelf`), 1 GB.

    Parameters
    ----------
    folder : path-like, optional
        The folder of the cache. By default the folder named by ``MNIST_KMEANS_CACHE``,
        else one in the user's cache folder. Without write access nothing is kept, and
        everything else works.

    Notes
    -----
    Files are joblib's, which are pickles: use no folder that others can write to.

    Examples
    --------
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> from mnist_kmeans.fits.store import FitStore
    >>> from tempfile import TemporaryDirectory
    >>> from mnist_kmeans.digits.loading import load_bundled_digits
    >>> data, settings = load_bundled_digits(), FitSettings(300, n_clusters=5)
    >>> with TemporaryDirectory() as folder:
    ...     fit = FitStore(folder).get(settings, data)
    ...     again = FitStore(folder).find(settings, data)
    >>> again.fit_seconds == fit.fit_seconds
    True
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self._shelf = Shelf(cache_folder(folder))

    def find(self, settings: FitSettings, data: DigitData) -> Fit | None:
        """Load a fit if it is on disk.

        Parameters
        ----------
        settings : FitSettings
        data : DigitData

        Returns
        -------
        Fit or None
            None when it has to be computed, as for a damaged file.
        """
        fit: Fit | None = self.find_study(_FIT, data, **asdict(settings))
        return fit

    def get(
        self,
        settings: FitSettings,
        data: DigitData,
        on_step: OnStep | None = None,
        features: "Features | None" = None,
        on_images: OnImages | None = None,
        earlier: Fit | None = None,
    ) -> Fit:
        """Load a fit, or compute and keep it.

        When several threads or processes ask for the same fit at once, one of them
        computes it.

        Parameters
        ----------
        settings : FitSettings
        data : DigitData
        on_step : callable, optional
            Called as ``on_step(fraction, what)`` while a fit is computed. An exception
            that it raises ends the computation.
        features : Features, optional
            The images in the feature space; computed or loaded by default.
        on_images : callable, optional
            Called with the centroids as they are learnt, see `compute_fit`; not where
            the fit is loaded, or another thread computes it.
        earlier : Fit, optional
            With moves by hand, the fit before the last of them, where it is there.

        Returns
        -------
        Fit

        Raises
        ------
        ValueError
            When a setting is out of range.
        """
        on_step = on_step or silent
        check_size(settings, data)
        on_step(0, "Preparing the images")
        # With moves by hand the fit before each of them is kept too.
        history = settings.history
        fit, left = earlier, [settings]
        while fit is None and len(left) < len(history):
            fit = self.find(history[-1 - len(left)], data)
            left = history[-len(left) - (fit is None) :]
        for i, each in enumerate(left):
            part = _part(on_step, i, len(left))
            fit = self._get(each, data, part, features, on_images, fit)
        assert fit is not None
        return fit

    def _get(
        self,
        settings: FitSettings,
        data: DigitData,
        on_step: OnStep,
        features: "Features | None",
        on_images: OnImages | None,
        earlier: Fit | None,
    ) -> Fit:
        space, n_train = settings.feature_space, settings.n_train
        fit: Fit = self.study(
            _FIT,
            data,
            lambda: compute_fit(
                settings,
                data,
                features
                or self.features(space, n_train, data, on_step, settings.pretrained),
                on_step,
                on_images,
                earlier,
            ),
            on_step=on_step,
            **asdict(settings),
        )
        return fit

    def find_features(
        self,
        feature_space: str,
        n_train: int,
        data: DigitData,
        pretrained: bool = True,
    ) -> "Features | None":
        """Load the images in a feature space if they are on disk.

        Parameters
        ----------
        feature_space, n_train, data, pretrained
            As in `features`.

        Returns
        -------
        Features or None
            None when they have to be computed, as for a damaged file. Only those in
            `SLOW_SPACES` are kept.
        """
        features: Features | None = self.find_study(
            _FEATURES,
            data,
            feature_space=feature_space,
            n_train=n_train,
            pretrained=pretrained,
        )
        return features

    def has_features(
        self,
        feature_space: str,
        n_train: int,
        data: DigitData,
        pretrained: bool = True,
    ) -> bool:
        """Tell whether the images in a feature space are on disk.

        Parameters
        ----------
        feature_space, n_train, data, pretrained
            As in `features`.
        """
        return self._shelf.has(
            *_key(
                _FEATURES, data, feature_space, n_train=n_train, pretrained=pretrained
            )
        )

    def features(
        self,
        feature_space: str,
        n_train: int,
        data: DigitData,
        on_step: OnStep | None = None,
        pretrained: bool = True,
    ) -> "Features":
        """Transform all images to a feature space, or load the result from disk.

        When several threads or processes ask for the same at once, one of them computes
        it.

        Parameters
        ----------
        feature_space : str
            A name in `FEATURE_SPACES`.
        n_train : int
            The number of training images used, the first ones.
        data : DigitData
        on_step : callable, optional
            As in `get`.
        pretrained : bool, default=True
            As in `make_transformer`.

        Returns
        -------
        Features

        Raises
        ------
        ValueError
            When there is no such feature space.
        TrainingError
            When the space has a network that cannot be trained.
        """
        from mnist_kmeans.features.building import compute_features

        on_step = on_step or silent

        def compute() -> "Features":
            on_step(0, f"Bringing all images into {feature_space}")
            return compute_features(
                feature_space,
                data.x_train[:n_train],
                data.x_test,
                on_step,
                pretrained,
            )

        if feature_space not in SLOW_SPACES:
            return compute()
        features: Features = self.study(
            _FEATURES,
            data,
            compute,
            on_step=on_step,
            feature_space=feature_space,
            n_train=n_train,
            pretrained=pretrained,
        )
        return features

    def has_room(self) -> bool:
        """Tell whether there is a folder, with a tenth of its limit left."""
        return self._shelf.has_room()

    def keep(self, fit: Fit, data: DigitData) -> None:
        """Keep a fit that was computed elsewhere.

        Parameters
        ----------
        fit : Fit
        data : DigitData
            The images it was fitted on.
        """
        self._keep(_FIT, _key(_FIT, data, **asdict(fit.settings)), fit)

    def model(
        self, settings: FitSettings, data: DigitData, on_step: OnStep | None = None
    ) -> "Pipeline":
        """Return the fitted model of a fit, which is loaded, or computed and kept.

        Parameters
        ----------
        settings : FitSettings
        data : DigitData
        on_step : callable, optional
            As in `get`.

        Returns
        -------
        sklearn.pipeline.Pipeline
            As from `build_model`, fitted on the first `n_train` images.

        Raises
        ------
        ValueError
            When a setting is out of range.
        """
        model = build(settings)
        space, n_train = settings.feature_space, settings.n_train
        features = None
        if space in SLOW_SPACES:
            features = self.features(space, n_train, data, on_step, settings.pretrained)
            model[0].transformer_ = features.transformer
        else:
            model[0].fit(data.x_train[:n_train])
        fit = self.get(settings, data, on_step, features)
        model.steps[-1] = (model.steps[-1][0], fitted_classifier(fit))
        return model

    def study(
        self,
        what: str,
        data: DigitData,
        compute: Callable[[], Any],
        *,
        feature_space: str,
        on_step: OnStep | None = None,
        **key: Any,
    ) -> Any:
        """Load the result of a study of the data, or compute and keep it.

        When several threads or processes ask for the same at once, one of them computes
        it.

        Parameters
        ----------
        what : str
            The full name of the function that computes it, such as
            "mnist_kmeans.studies.learning.compute_learning". The code of its module,
            with that of the modules it imports, is part of the cache key.
        data : DigitData
        compute : callable
            Computes the result, which is not None.
        feature_space : str
            A name in `FEATURE_SPACES`.
        on_step : callable, optional
            Called while another thread or process computes the same, as in
            `disk.locks.alone`.
        **key
            Everything else the result depends on.

        Returns
        -------
        object
            What `compute` returned.
        """
        place = _key(what, data, feature_space, **key)
        result = self._shelf.find(*place)
        if result is None:
            with self._shelf.alone(*place, on_step or silent):
                # Whoever had the lock before may have kept it.
                result = self._shelf.find(*place)
                if result is None:
                    result = compute()
                    if not _is_private(key):
                        self._keep(what, place, result)
        return result

    def find_study(
        self, what: str, data: DigitData, *, feature_space: str, **key: Any
    ) -> Any:
        """Load the result of a study if it is on disk.

        Parameters
        ----------
        what, data, feature_space, **key
            As in `study`.

        Returns
        -------
        object or None
            None when it has to be computed, as for a damaged file.
        """
        return self._shelf.find(*_key(what, data, feature_space, **key))

    def _keep(self, what: str, place: tuple[str, dict[str, Any]], result: Any) -> None:
        if is_unchanged(what.rpartition(".")[0]):
            self._shelf.keep(*place, result)


def _is_private(key: dict[str, Any]) -> bool:
    first = key.get("first")
    return isinstance(first, FirstImages) and first.is_private


def _part(on_step: OnStep, i: int, n: int) -> OnStep:
    """Report the progress of fit `i` of `n` as progress of all."""
    return lambda fraction, what: on_step((i + fraction) / n, what)


def _key(
    what: str, data: DigitData, feature_space: str, **others: Any
) -> tuple[str, dict[str, Any]]:
    """Return a result's name and its cache key: settings, data, code, libraries."""
    module, _, name = what.rpartition(".")
    learnt = feature_space in TRAINED_SPACES
    if isinstance(others.get("first"), FirstImages):
        others["first"] = others["first"].digest
    return name, {
        **others,
        "feature_space": feature_space,
        "data": data.fingerprint,
        "code": fingerprint_of_code(module, learnt=learnt),
        "encoder": digest_of_shipped(feature_space) if learnt else None,
    }
