"""k-means on handwritten digits: what it finds, how good that is, and why.

The public names are loaded when first used, because scikit-learn takes seconds to
import and a page whose result is already on disk should not wait for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mnist_kmeans.digits.data_set import DatasetError, DigitData
    from mnist_kmeans.digits.loading import load_mnist
    from mnist_kmeans.features.names import FEATURE_SPACES
    from mnist_kmeans.model.classifier import ClusterClassifier
    from mnist_kmeans.model.metrics import calculate_metrics
    from mnist_kmeans.model.pipeline import build_model
    from mnist_kmeans.model.voting import infer_cluster_labels, infer_data_labels
    from mnist_kmeans.pictures.opening import ImageError, open_image
    from mnist_kmeans.pictures.reading import read_digits
    from mnist_kmeans.studies.sweep import accuracy_sweep

__version__ = "0.1.0"

__all__ = [
    "FEATURE_SPACES",
    "ClusterClassifier",
    "DatasetError",
    "DigitData",
    "ImageError",
    "accuracy_sweep",
    "build_model",
    "calculate_metrics",
    "infer_cluster_labels",
    "infer_data_labels",
    "load_mnist",
    "open_image",
    "read_digits",
]

_MODULES = {
    "digits.data_set": ("DatasetError", "DigitData"),
    "digits.loading": ("load_mnist",),
    "pictures.opening": ("ImageError", "open_image"),
    "pictures.reading": ("read_digits",),
    "features.names": ("FEATURE_SPACES",),
    "model.voting": ("infer_cluster_labels", "infer_data_labels"),
    "model.classifier": ("ClusterClassifier",),
    "model.pipeline": ("build_model",),
    "model.metrics": ("calculate_metrics",),
    "studies.sweep": ("accuracy_sweep",),
}


def __dir__() -> list[str]:
    return sorted([*__all__, *(name for name in globals() if name[:2] == "__")])


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
