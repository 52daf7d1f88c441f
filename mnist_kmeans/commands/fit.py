"""The command ``fit``: fit a model, measure it and save it."""

import argparse
from pathlib import Path
from typing import Any

from mnist_kmeans.commands.arguments import (
    add_command,
    add_model,
    chosen_data,
    chosen_settings,
)
from mnist_kmeans.commands.output import OutputError, check_file, write, write_file
from mnist_kmeans.commands.progress import say, steps

_MORE = """\
Prints the model's figures, a name and a number per line. inertia and names that begin
with train_ are measured on the training images, all others on the test images. Seconds
were measured when the model was fitted. matched_accuracy is defined at k = 10 only.

The file is in the format of skops, which runs no code when it is loaded; the lines of
Python that load it are printed too.

examples:
  mnist-kmeans fit --save model.skops
  mnist-kmeans fit --k 10 --features autoencoder | grep accuracy"""


def add(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = add_command(
        commands, "fit", run, "fit a model, measure it and save it", _MORE
    )
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="the file to write: model.skops"
    )
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """Fit, print the figures, and save the model."""
    from mnist_kmeans.fits.exports import loading_lines, model_file
    from mnist_kmeans.fits.store import FitStore
    from mnist_kmeans.studies.sweep import sweep_row

    data = chosen_data(options)
    settings = chosen_settings(options, data)
    if options.save is not None:
        try:
            check_file(options.save)
        except OutputError as error:
            options.parser.error(f"--save {error}")
    say(data.source)
    store = FitStore()
    with steps() as on_step:
        fit = store.get(settings, data, on_step)
    row = sweep_row(fit, data)
    width = max(map(len, row))
    write("".join(f"{name:{width}}  {_format(value)}\n" for name, value in row.items()))
    if options.save is not None:
        with steps() as on_step:
            model = store.model(settings, data, on_step)
        write_file(options.save, model_file(model))
        lines = loading_lines(settings.feature_space, str(options.save))
        say(f"The model is in {options.save}. To load it:\n{lines}")
    return 0


def _format(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
