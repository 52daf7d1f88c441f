"""Start a program that trains a network, and follow its progress."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import main_thread

from mnist_kmeans.features.names import TrainingError
from mnist_kmeans.on_step import OnStep

# Seconds between two reports of its progress.
_POLL = 0.1

_ROOT = Path(__file__).parents[3]

# Settings of the GNU C library: without them memory that threads have freed is not used
# again, and the process takes 1.3 GB instead of 0.8.
_MEMORY = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "16000000",
    "MALLOC_TRIM_THRESHOLD_": "64000000",
}


def run_program(program: str, folder: Path, on_step: OnStep) -> None:
    """Run a program on the task in a folder, and wait for it to end.

    Parameters
    ----------
    program : str
        The full name of a module that calls `features.network.program.run`.
    folder : Path
        With what that reads; its results go there too.
    on_step : callable
        Called as ``on_step(fraction, what)`` several times a second. An exception that
        it raises ends the process.

    Raises
    ------
    TrainingError
        When the process fails, or this program ends.
    """
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "KERAS_BACKEND": "jax",
        "JAX_PLATFORMS": "cpu",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        **_MEMORY,
    }
    progress, errors_file = folder / "progress.json", folder / "errors.txt"
    step = (0, "Starting the training")
    with errors_file.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", program, str(folder)],
            stdin=subprocess.PIPE,  # closes with this process, and so ends the program
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment,
            start_new_session=True,  # Ctrl-C reaches this process only, which ends it
        )
        try:
            while process.poll() is None:
                with suppress(OSError):  # not there yet, or on Windows being replaced
                    step = json.loads(progress.read_text())
                on_step(*step)
                if not main_thread().is_alive():
                    raise TrainingError("The program was ended.")
                try:
                    process.wait(_POLL)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            process.kill()
            process.communicate()
    if process.returncode:
        lines = errors_file.read_text(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else f"code {process.returncode}"
        if process.returncode == -9:
            reason = "it may have run out of memory"
        raise TrainingError(f"The training's process ended early: {reason}.")
