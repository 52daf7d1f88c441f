"""A Python program that repeats a fit."""

from dataclasses import asdict, replace
from typing import Any

from mnist_kmeans.digits.data_set import DigitData
from mnist_kmeans.digits.loading import loading_code
from mnist_kmeans.fits.settings import FitSettings

_MEASURING = """\
for part, x, y in (("train", images, labels), ("test", data.x_test, data.y_test)):
    print(part, calculate_metrics(model, x, y)["accuracy"])"""
#: The name that a file of first centroids is saved under.
FIRST_FILE = "first-centroids.npz"


def script(settings: FitSettings, data: DigitData) -> str:
    """Write a Python program that repeats a fit with this package.

    Parameters
    ----------
    settings : FitSettings
    data : DigitData
        The images it was fitted on.

    Returns
    -------
    str
        The program, moves by hand included. It prints the majority-vote accuracy on
        train and test.
    """
    return f'''"""Fit k-means to handwritten digits and measure it."""

from mnist_kmeans import build_model, calculate_metrics
{loading_code(data)}
{fitting_code(settings)}
'''


def fitting_code(settings: FitSettings) -> str:
    """Write the lines of Python that repeat a fit and measure it.

    Parameters
    ----------
    settings : FitSettings

    Returns
    -------
    str
        Lines that need ``data``, `build_model` and `calculate_metrics`, assign the
        model to ``model`` and print its majority-vote accuracy on train and test.

    Examples
    --------
    >>> from mnist_kmeans.documents.python_script import fitting_code
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> print(fitting_code(FitSettings(60_000, 64, "hog", polish_iter=0)))
    n = 60000
    images, labels = data.x_train[:n], data.y_train[:n]
    model = build_model(
        64,
        "hog",
        random_state=0,
        polish_iter=0,
    ...
    """
    moves, settings = settings.moves, settings.base
    editing = ""
    if moves:
        editing = (
            "\nfrom mnist_kmeans.model import edit_clusters\n\n"
            f"model = edit_clusters(model, {moves!r}, images, labels)\n"
        )
    arguments = "".join(
        f"    {name}={value!r},\n"
        for name, value in chosen(settings).items()
        if name != "first"
    )
    before = ""
    if settings.first is not None:
        # As saved on the page Explore, in the tab "Start it yourself".
        arguments += f'    init=np.load("{FIRST_FILE}")["images"],\n'
        before = (
            "import numpy as np\n\n# Save the first centroids on the page Explore, in "
            f'"Start it yourself",\n# and put the file, {FIRST_FILE}, beside this.\n'
        )
    return f'''{before}n = {settings.n_train}
images, labels = data.x_train[:n], data.y_train[:n]
model = build_model(
    {settings.n_clusters},
    "{settings.feature_space}",
    random_state={settings.seed},
{arguments})
model.fit(images, labels)
{editing}{_MEASURING}'''


def chosen(settings: FitSettings) -> dict[str, Any]:
    """Return those settings that are not as usual for the k and the feature space.

    Parameters
    ----------
    settings : FitSettings

    Returns
    -------
    dict
        By name, without number of images, k, feature space, seed and moves by hand.

    Examples
    --------
    >>> from mnist_kmeans.documents.python_script import chosen
    >>> from mnist_kmeans.fits.settings import FitSettings
    >>> chosen(FitSettings(60_000, 64, "hog", polish_iter=0, n_starts=3))
    {'polish_iter': 0}
    """
    settings = settings.base
    # What is left out is as usual: init given the rest, the rest given init.
    n_train, k, seed = settings.n_train, settings.n_clusters, settings.seed
    usual = FitSettings(n_train, k, settings.feature_space, seed, init=settings.init)
    expected = asdict(usual) | {"init": replace(settings, init=None).init}
    return {
        name: value
        for name, value in asdict(settings).items()
        if value != expected[name]
    }
