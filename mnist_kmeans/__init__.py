"""k-means on handwritten digits: what it finds, how good that is, and why.

The public names are loaded when first used, because scikit-learn takes seconds to
import and a page whose result is already on disk should not wait for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mnist_kmeans.clustering import ClusterClassifier, build_model
    from mnist_kmeans.data import DatasetError, DigitData, load_mnist
    from mnist_kmeans.images import ImageError, open_image, read_digits
    from mnist_kmeans.metrics import calculate_metrics
    from mnist_kmeans.spaces import FEATURE_SPACES
    from mnist_kmeans.sweep import accuracy_sweep
    from mnist_kmeans.voting import infer_cluster_labels, infer_data_labels

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
    "data": ("DatasetError", "DigitData", "load_mnist"),
    "images": ("ImageError", "open_image", "read_digits"),
    "spaces": ("FEATURE_SPACES",),
    "voting": ("infer_cluster_labels", "infer_data_labels"),
    "clustering": ("ClusterClassifier", "build_model"),
    "metrics": ("calculate_metrics",),
    "sweep": ("accuracy_sweep",),
}


def __dir__() -> list[str]:
    return sorted([*__all__, *(name for name in globals() if name[:2] == "__")])


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
