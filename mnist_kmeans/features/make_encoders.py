"""Make the encoders that come with the package: ``make encoders``.

They are trained on MNIST's 60,000 training images, which takes minutes, and written
beside the programs that train them. A test says when their code has changed since.
"""

import sys
from importlib.metadata import version
from platform import machine, python_version

from mnist_kmeans.digits.loading import load_mnist
from mnist_kmeans.features.building import make_transformer
from mnist_kmeans.features.learnt import LearntFeatures
from mnist_kmeans.features.names import TRAINED_SPACES
from mnist_kmeans.features.network.encoder_files import write_shipped

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "keras", "jax", "jaxlib")


def main() -> None:
    """Train each encoder, or take it from the cache folder, and write its file."""
    images = load_mnist().x_train
    made_by = {"python": python_version(), "machine": machine()}
    made_by |= {library: version(library) for library in _LIBRARIES}
    for space in TRAINED_SPACES:
        transformer = make_transformer(space)
        assert isinstance(transformer, LearntFeatures)
        arrays = transformer.train(images, _show)
        parameters = transformer.training_parameters()
        print(
            write_shipped(
                space, transformer.program, parameters, images, arrays, made_by
            )
        )


def _show(fraction: float, what: str) -> None:
    print(f"\r{fraction:4.0%} {what:70}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
