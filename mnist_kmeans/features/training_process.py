"""The process in which the autoencoder's network is trained and read."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import main_thread

from mnist_kmeans.features.names import TrainingError
from mnist_kmeans.reports import OnStep

#: The program that trains and reads networks, in a process of its own.
PROGRAM = "mnist_kmeans.features.network"

# Seconds between two looks at the process that trains.
_POLL = 0.1

_PACKAGE = Path(__file__).parent.parent


def run_program(room: Path, on_step: OnStep) -> None:
    """Have the task in a folder done by a process of its own."""
    paths = [str(_PACKAGE.parent), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "KERAS_BACKEND": "jax",
        "JAX_PLATFORMS": "cpu",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }
    progress, said = room / "progress.json", room / "errors.txt"
    step = (0, "Starting the autoencoder")
    with said.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", PROGRAM, str(room)],
            stdin=subprocess.PIPE,  # closes when this process ends, and so ends that
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment,
            start_new_session=True,  # Ctrl-C is for this process, which ends that
        )
        try:
            while process.poll() is None:
                with suppress(OSError):  # none yet, or on Windows just being replaced
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
        lines = said.read_text(errors="replace").strip().splitlines()
        why = lines[-1] if lines else f"code {process.returncode}"
        if process.returncode == -9:
            why = "it may have run out of memory"
        raise TrainingError(f"The autoencoder's process ended early: {why}.")
