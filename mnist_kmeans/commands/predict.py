"""The command ``predict``: the digits in pictures."""

import argparse
import json
import sys
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mnist_kmeans.commands.arguments import add_command, add_model, chosen_data, one_fit
from mnist_kmeans.commands.output import write
from mnist_kmeans.commands.progress import say, steps

if TYPE_CHECKING:
    from mnist_kmeans.digits.digit_data import DigitData
    from mnist_kmeans.fits.fit import Fit
    from mnist_kmeans.fits.settings import FitSettings

_MORE = """\
Prints the digits in reading order, a line for each line of writing; of several pictures
each line begins with the picture's name. A digit with a ? is not sure: it is unlike any
that the model has seen. The model knows handwriting: printed digits, above all a 1 with
a foot, are often read wrong. --json and --csv say more of each digit, its box among it.

The first call fits the model and keeps it; those after it only read. The exit code is 0
when all pictures were read, 1 when some were not, and 2 for wrong arguments.

examples:
  mnist-kmeans predict photo.jpg
  mnist-kmeans predict --csv --k 64 --features deskewed *.png > digits.csv
  curl -s https://example.org/photo.png | mnist-kmeans predict --json -"""


def add(commands: Any) -> None:
    """Add the command to those of the terminal."""
    parser = add_command(commands, "predict", run, "read the digits in pictures", _MORE)
    parser.add_argument(
        "pictures",
        nargs="+",
        metavar="PICTURE",
        help="a file in any usual format; - is the standard input",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one list, a picture an item")
    form.add_argument("--csv", action="store_true", help="a table, a digit a row")
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """Read the pictures, each written as soon as it is read."""
    from PIL import Image

    # Pillow's warning of many pixels; `open_image` refuses too many in a sentence.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    data = chosen_data(options)
    settings = one_fit(options, data)
    answers = _answers(options.pictures, settings, data)
    if options.json:
        read = _write_json(answers)
    elif options.csv:
        read = _write_csv(answers)
    else:
        read = _write_lines(answers, named=len(options.pictures) > 1)
    return 0 if all(read) else 1


def _answers(
    names: list[str], settings: "FitSettings", data: "DigitData"
) -> Iterator[tuple[str, list[dict[str, Any]], str | None]]:
    """Yield each picture's name, its digits as rows, and why it could not be read."""
    import numpy as np

    from mnist_kmeans.fits.exports import answer_rows
    from mnist_kmeans.fits.verdicts import judge
    from mnist_kmeans.pictures.opening import ImageError, open_image
    from mnist_kmeans.pictures.reading import read_digits

    known: tuple[Fit, Any] | None = None
    for name in names:
        try:
            digits = read_digits(open_image(_standard_input() if name == "-" else name))
        except ImageError as error:
            # Of a missing file it begins with its name.
            sentence = str(error)
            say(sentence if sentence.startswith(name) else f"{name}: {sentence}")
            yield name, [], sentence
            continue
        known = known or _model(settings, data)
        fit, transformer = known
        images = np.array([digit.pixels for digit in digits], np.float32)
        verdicts = judge(transformer.transform(images), fit)
        yield name, answer_rows(name, digits, verdicts, fit), None


def _standard_input() -> bytes:
    from mnist_kmeans.pictures.opening import MAX_BYTES

    # One more, for its length to be refused.
    return b"" if sys.stdin is None else sys.stdin.buffer.read(MAX_BYTES + 1)


def _model(settings: "FitSettings", data: "DigitData") -> "tuple[Fit, Any]":
    """Return the fit, and what brings digits into its feature space."""
    from mnist_kmeans.fits.store import FitStore

    store, space, n_train = FitStore(), settings.feature_space, settings.n_train
    with steps() as on_step:
        # Kept apart: of all that is known of a feature space it is a hundredth part.
        transformer = store.study(
            "mnist_kmeans.features.building.transformer",
            data,
            lambda: store.features(space, n_train, data, on_step).transformer,
            feature_space=space,
            n_train=n_train,
        )
        return store.get(settings, data, on_step), transformer


def _write_lines(answers: Any, named: bool) -> list[bool]:
    read = []
    for name, rows, error in answers:
        lines: dict[int, list[str]] = {}
        for row in rows:
            said = f"{row['digit']}{'?' * row['not_sure']}"
            lines.setdefault(row["line"], []).append(said)
        start = f"{name}: " if named else ""
        write("".join(f"{start}{' '.join(line)}\n" for line in lines.values()))
        read.append(error is None)
    return read


def _write_csv(answers: Any) -> list[bool]:
    from mnist_kmeans.fits.exports import csv_text

    read: list[bool] = []
    for _, rows, error in answers:
        write(csv_text(rows, header=not any(read)))
        read.append(error is None)
    return read


def _write_json(answers: Any) -> list[bool]:
    found = []
    for name, rows, error in answers:
        for row in rows:
            del row["picture"]
            row["box"] = [row.pop(side) for side in ("left", "top", "right", "bottom")]
        found.append({"picture": name, "digits": rows, "error": error})
    lines = ",\n".join(map(json.dumps, found))
    write(f"[{lines}]\n")
    return [one["error"] is None for one in found]
