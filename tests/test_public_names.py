"""What a stranger has of the public names: completion, examples, types."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import mnist_kmeans

ROOT = Path(__file__).parent.parent

DOCUMENTED = [
    name
    for name in mnist_kmeans.__all__
    if callable(getattr(mnist_kmeans, name))  # all but FEATURE_SPACES
]


def public_parts(name: str) -> dict[str, object]:
    """Return a public object and the public methods that are its own, by name."""
    thing = getattr(mnist_kmeans, name)
    own = vars(thing).items() if inspect.isclass(thing) else ()
    methods = {
        f"{name}.{method}": function
        for method, function in own
        if inspect.isfunction(function) and not method.startswith("_")
    }
    # scikit-learn writes these, with its own docstrings.
    return {name: thing} | {
        path: function
        for path, function in methods.items()
        if not path.split(".")[-1].startswith("set_") or "set_params" in path
    }


def test_completion_shows_them_without_loading_scikit_learn() -> None:
    code = (
        "import sys, mnist_kmeans\n"
        "assert set(mnist_kmeans.__all__) <= set(dir(mnist_kmeans))\n"
        "assert '__version__' in dir(mnist_kmeans)\n"
        "print([name for name in ('numpy', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_public_docstring_has_an_example(name: str) -> None:
    for path, part in public_parts(name).items():
        assert ">>>" in (part.__doc__ or ""), f"{path} has no example"


STRANGER = """
from typing import assert_type

from mnist_kmeans import (
    FEATURE_SPACES,
    ClusterClassifier,
    DigitData,
    accuracy_sweep,
    build_model,
    calculate_metrics,
    find_suspects,
    open_image,
    read_digits,
)


def good(data: DigitData) -> float:
    for name in FEATURE_SPACES:
        build_model(10, name, algorithm="full", n_starts="auto")
    model = build_model(10, "pca").fit(data.x_train, data.y_train)
    figures = calculate_metrics(model, data.x_test, data.y_test)
    assert_type(figures["n_empty"], int)
    ClusterClassifier(2, init=[[0.0], [1.0]], batch_size="auto", random_state=0)
    read_digits(open_image("photo.png"))[0].pixels.shape
    numbers, doubt = find_suspects(data, "train", return_doubt=True)
    find_suspects(data)[:3].max()
    next(accuracy_sweep(data, [2, 10], feature_space="hog", seeds=3))["nmi"]
    return figures["accuracy"]


def bad(data: DigitData) -> None:
    build_model(10, "hogs")
    build_model(10, algorithm="lloyd")
    build_model(10, n_start=3)
    ClusterClassifier(10, algorithm="lloyd")
    ClusterClassifier(10, init=3.5 + 2j, n_starts="many")
    calculate_metrics(build_model(10), data.x_test, data.y_test)["acuracy"]
    accuracy_sweep(data, [2], feature_space="pixel")
    accuracy_sweep((data.x_train, data.y_train), [2])
    find_suspects(data, "all")
    read_digits(28)
"""


def test_a_stranger_s_mypy_knows_them(tmp_path: Path) -> None:
    script = tmp_path / "stranger.py"
    script.write_text(STRANGER)
    done = subprocess.run(
        # The package's own settings, so that what they keep between runs serves here.
        [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(script)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    first_bad = STRANGER[: STRANGER.index("def bad")].count("\n") + 2
    # Those in the package itself `make check` shows.
    said = [line for line in done.stdout.splitlines() if "stranger.py" in line]
    lines = [line for line in said if "error:" in line]
    found = {int(line.split(":")[1]) for line in lines}
    last = STRANGER.rstrip().count("\n") + 1
    assert found == set(range(first_bad, last + 1)), done.stdout + done.stderr
