"""The command ``predict``: read the digits in pictures."""

import argparse
import json
import sys
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from mnist_kmeans.commands.arguments import (
    add_command,
    add_model,
    chosen_data,
    chosen_settings,
)
from mnist_kmeans.commands.output import write
from mnist_kmeans.commands.progress import say, steps

if TYPE_CHECKING:
    from mnist_kmeans.digits.data_set import DigitData
    from mnist_kmeans.fits.fit import Fit
    from mnist_kmeans.fits.settings import FitSettings
    from mnist_kmeans.pictures.touching import Score

_MORE = """\
Prints the digits in reading order, a line for each line of writing; with several
pictures each line begins with the picture's name. A ? marks what is not sure: a digit
unlike any that the model was fitted to, a close call, or what may be no writing. Digits
that touch are cut apart where the model knows the pieces better than the whole. The
model knows handwriting: printed digits, above all a 1 with a foot, are often read
wrong. --json and --csv give more about each digit, such as its box.

The first call fits the model and keeps it; later calls only read. The exit code is 0
when all pictures were read, 1 when some were not, and 2 for wrong arguments.

examples:
  mnist-kmeans predict photo.jpg
  mnist-kmeans predict --csv --k 64 --features deskewed *.png > digits.csv
  curl -s https://example.org/photo.png | mnist-kmeans predict --json -"""

# What a ? stands for, among the columns of a row.
_DOUBTS = ("not_sure", "close_call", "no_writing")


def add(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = add_command(commands, "predict", run, "read the digits in pictures", _MORE)
    parser.add_argument(
        "pictures",
        nargs="+",
        metavar="PICTURE",
        help="a file in any usual format; - is the standard input",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--json", action="store_true", help="write a list with an item per picture"
    )
    form.add_argument(
        "--csv", action="store_true", help="write a table with a row per digit"
    )
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """Read the pictures and write the digits of each as soon as they are read."""
    data = chosen_data(options)
    settings = chosen_settings(options, data)
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
    """Yield each picture's name, a row per digit, and the error or None."""
    import numpy as np

    from mnist_kmeans.fits.exports import answer_rows
    from mnist_kmeans.fits.recognition import recognition_score
    from mnist_kmeans.fits.verdicts import judge
    from mnist_kmeans.pictures.opening import ImageError, open_image
    from mnist_kmeans.pictures.reading import read_digits

    @cache
    def model() -> "tuple[Fit, Any, Score]":
        """Fit the model once it is needed: not for pictures that cannot be read."""
        fit, transformer = _model(settings, data)
        return fit, transformer, recognition_score(fit, transformer)

    for name in names:
        try:
            image = open_image(_standard_input() if name == "-" else name)
            digits = read_digits(image, score=lambda images: model()[2](images))
        except ImageError as error:
            # The message about a missing file begins with its name.
            message = str(error)
            say(message if message.startswith(name) else f"{name}: {message}")
            yield name, [], message
            continue
        fit, transformer, _ = model()
        images = np.array([digit.pixels for digit in digits], np.float32)
        verdicts = judge(
            transformer.transform(images), fit, [digit.stray for digit in digits]
        )
        yield name, answer_rows(name, digits, verdicts, fit), None


def _standard_input() -> bytes:
    from mnist_kmeans.pictures.opening import MAX_BYTES

    # One byte more than allowed, for `open_image` to refuse it.
    return b"" if sys.stdin is None else sys.stdin.buffer.read(MAX_BYTES + 1)


def _model(settings: "FitSettings", data: "DigitData") -> "tuple[Fit, Any]":
    """Return the fit and the transformer of its feature space."""
    from mnist_kmeans.fits.store import FitStore

    store, space, n_train = FitStore(), settings.feature_space, settings.n_train
    with steps() as on_step:
        # Kept apart from the features, of whose file it would be a hundredth.
        transformer = store.study(
            "mnist_kmeans.features.building.transformer",
            data,
            lambda: (
                store.features(
                    space, n_train, data, on_step, settings.pretrained
                ).transformer
            ),
            on_step=on_step,
            feature_space=space,
            n_train=n_train,
            pretrained=settings.pretrained,
        )
        return store.get(settings, data, on_step), transformer


def _write_lines(answers: Any, named: bool) -> list[bool]:
    from mnist_kmeans.words.verdict_sentences import lines_of

    read = []
    for name, rows, error in answers:
        lines = lines_of(
            [row["line"] for row in rows],
            [f"{row['digit']}{'?' * any(map(row.get, _DOUBTS))}" for row in rows],
        )
        prefix = f"{name}: " if named else ""
        write("".join(f"{prefix}{line}\n" for line in lines))
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
    pictures = []
    for name, rows, error in answers:
        for row in rows:
            del row["picture"]
            row["box"] = [row.pop(side) for side in ("left", "top", "right", "bottom")]
        pictures.append({"picture": name, "digits": rows, "error": error})
    lines = ",\n".join(map(json.dumps, pictures))
    write(f"[{lines}]\n")
    return [picture["error"] is None for picture in pictures]
