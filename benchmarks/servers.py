"""Streamlit servers to measure."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent


@contextmanager
def server(app, cache, *options):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    command += ["--server.headless=true", f"--server.port={port}", *options]
    environment = os.environ | {"MNIST_KMEANS_CACHE": str(cache)}
    environment["MNIST_KMEANS_AHEAD"] = "0"  # it is not what is measured
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        yield f"http://localhost:{port}/", process.pid
    finally:
        process.terminate()
        process.wait()


def resident_megabytes(pid):
    """Return the memory of a process, or of this one."""
    return psutil.Process(pid).memory_info().rss / 2**20


def processor_seconds(pid):
    """Return the processor time of a process, or of this one."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system
