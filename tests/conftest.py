import os
from pathlib import Path

import numpy as np
import pytest

from mnist_kmeans.data import DATA_VARIABLE, DigitData, load_bundled_digits, load_mnist
from mnist_kmeans.folders import CACHE_VARIABLE


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test's results apart from each other and from the user's."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    return folder


@pytest.fixture(scope="session")
def digits() -> DigitData:
    return load_bundled_digits()


@pytest.fixture(scope="session")
def mnist() -> DigitData:
    if not os.environ.get(DATA_VARIABLE):
        pytest.skip(f"needs the real MNIST: name a copy in {DATA_VARIABLE}")
    data = load_mnist()
    if not data.is_mnist:
        pytest.skip(f"{DATA_VARIABLE} names a file that is not the real MNIST")
    return data


@pytest.fixture
def small_npz(tmp_path: Path, digits: DigitData) -> Path:
    """A file in MNIST's form: 300 + 60 of the bundled digits."""
    path = tmp_path / "small.npz"
    np.savez(
        path,
        x_train=digits.x_train[:300],
        y_train=digits.y_train[:300],
        x_test=digits.x_test[:60],
        y_test=digits.y_test[:60],
    )
    return path
