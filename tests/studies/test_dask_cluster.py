"""Dask clusters of real processes, some of which are killed."""

import os
import re
import signal
import socket
import subprocess
import sys
import warnings
from contextlib import contextmanager
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import monotonic, sleep

import numpy as np
import pytest

from mnist_kmeans.digits.loading import DATA_VARIABLE
from mnist_kmeans.features.building import compute_features
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.studies import coroutine_stream, dask_cluster, dask_worker
from mnist_kmeans.studies.dask_cluster import (
    SCHEDULER_VARIABLE,
    SchedulerError,
    cluster_fits,
    reach_scheduler,
)
from mnist_kmeans.studies.sweep import sweep_fits, sweep_settings

# Dask's own code warns.
pytestmark = pytest.mark.filterwarnings("ignore")

KS, SEEDS = (2, 10, 33), (0, 4)

# Seconds that a busy machine may take to start a cluster.
START = 120

# Seconds for what takes 10 s on an idle machine.
IN_TIME = 40

_USUAL = dask_cluster._PATIENCE_AT_WORK


def give_up_in_time():
    """An `on_step` that ends what would hang."""
    end = monotonic() + IN_TIME

    def on_step(fraction, what):
        assert monotonic() < end, "it hangs"

    return on_step


@pytest.fixture
def patient(monkeypatch):
    """Wait long for the cluster, however busy the machine is."""
    monkeypatch.setattr(dask_cluster, "_PATIENCE", 60)
    monkeypatch.setattr(dask_cluster, "_PATIENCE_AT_WORK", 60)


@contextmanager
def started(*workers):
    """A scheduler and a worker for each argument; yields its address and processes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        distributed = pytest.importorskip("distributed")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    # It takes a free port, and tells the others of it by the file.
    scheduler += ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker"]
    worker += ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
    with TemporaryDirectory() as folder:
        file = str(Path(folder) / "scheduler.json")
        processes = [
            subprocess.Popen([*command, "--scheduler-file", file], **quiet)
            for command in [scheduler, *[worker for _ in workers]]
        ]
        try:
            with distributed.Client(
                scheduler_file=file, timeout=START, set_as_default=False
            ) as client:
                if workers:
                    client.wait_for_workers(len(workers), timeout=START)
                address = client.scheduler.address
            yield address, processes
        finally:
            for process in processes:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def features(digits):
    return compute_features("pca", digits.x_train, digits.x_test)


def settings(ks=KS, seeds=SEEDS):
    return sweep_settings(1437, ks, ["pca"], seeds)


def test_a_cluster_fits_the_same_even_when_a_worker_is_lost(
    digits, tmp_path, monkeypatch, patient
):
    wanted = {
        fit.settings: fit
        for fit in sweep_fits(settings(), digits, store=FitStore(tmp_path / "local"))
    }
    with started(1, 2) as (address, (_, victim, _)):
        monkeypatch.setenv(SCHEDULER_VARIABLE, address)
        store = FitStore(tmp_path / "far")
        for fit in sweep_fits(settings(), digits, store=store):
            same = wanted.pop(fit.settings)
            np.testing.assert_array_equal(fit.cluster_centers, same.cluster_centers)
            np.testing.assert_array_equal(fit.test_clusters, same.test_clusters)
        assert not wanted
        # Fits of the cluster are kept here.
        assert all(store.find(fit_settings, digits) for fit_settings in settings())

        many = settings(seeds=range(10, 20))
        fits = sweep_fits(many, digits, store=store)
        done = [next(fits)]
        victim.kill()
        done += fits
        cells = {(fit.settings.n_clusters, fit.settings.seed) for fit in done}
        assert cells == set(product(KS, range(10, 20)))


def test_a_worker_may_be_lost_while_data_are_sent(digits, features, patient):
    with started(1, 2) as (address, (_, victim, _)):
        victim.send_signal(signal.SIGSTOP)  # it never has them
        looks = []

        def kill(fraction, what):
            looks.append(what)
            if len(looks) == 10:
                victim.kill()

        fits = list(cluster_fits(address, settings(), digits, features, kill))
        assert {fit.settings for fit in fits} == set(settings())
        assert len(looks) > 10


LOST = [("workers", slice(1, None), "All workers .* are gone")]
LOST += [("scheduler", slice(0, 1), "The Dask scheduler at .* is gone")]


@pytest.mark.parametrize(("_", "victims", "sentence"), LOST)
def test_a_lost_cluster_raises_one_sentence(
    digits, features, _, victims, sentence, patient, monkeypatch
):
    checks = [lambda *step: None]
    with started(1) as (address, processes):
        fits = cluster_fits(
            address,
            settings(seeds=range(40)),
            digits,
            features,
            lambda *step: checks[-1](*step),
        )
        next(fits)
        for process in processes[victims]:
            process.kill()
        monkeypatch.setattr(dask_cluster, "_PATIENCE_AT_WORK", _USUAL)
        checks.append(give_up_in_time())
        with pytest.raises(SchedulerError, match=sentence):
            list(fits)


# With a long timeout for the first answer, not for a cluster that is lost.
SWEEP = """\
import sys
from mnist_kmeans.__main__ import main
from mnist_kmeans.studies import dask_cluster
dask_cluster._PATIENCE = 60
sys.exit(main(["sweep", *sys.argv[1:]]))
"""


@contextmanager
def begun_sweep(address, digits, folder):
    """A sweep of minutes in the terminal that has written a row."""
    data, out = folder / "digits.npz", folder / "sweep.csv"
    np.savez(
        data,
        x_train=digits.x_train,
        y_train=digits.y_train,
        x_test=digits.x_test,
        y_test=digits.y_test,
    )
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", SWEEP),
            *("--k", "200-300", "--seeds", "20", "--out", str(out)),
        ],
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            SCHEDULER_VARIABLE: address,
            DATA_VARIABLE: str(data),
        },
    )
    try:
        while process.poll() is None and not out.exists():
            sleep(0.05)
        yield process, out
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(("_", "victims", "sentence"), LOST)
def test_a_sweep_that_loses_its_cluster_prints_one_sentence(
    tmp_path, digits, _, victims, sentence
):
    with (
        started(1) as (address, processes),
        begun_sweep(address, digits, tmp_path) as (sweep, out),
    ):
        for process in processes[victims]:
            process.kill()
        _, output = sweep.communicate(timeout=IN_TIME)
    assert sweep.returncode == 1
    assert re.match(sentence, output.splitlines()[-1])
    assert "Traceback" not in output
    assert "ignored" not in output
    assert len(out.read_text().splitlines()) > 1  # the rows that were done


def test_ctrl_c_ends_a_sweep_on_a_cluster(tmp_path, digits):
    with (
        started(1) as (address, _),
        begun_sweep(address, digits, tmp_path) as (sweep, out),
    ):
        sweep.send_signal(signal.SIGINT)
        _, output = sweep.communicate(timeout=IN_TIME)
    assert sweep.returncode == 130
    done = re.match(r"Stopped after (\d+) of 2020 fits", output.splitlines()[-1])
    assert len(out.read_text().splitlines()) == 1 + int(done[1])
    assert "Traceback" not in output
    assert "ignored" not in output


def test_a_sweep_on_a_cluster_ends_as_soon_as_it_is_closed(digits, features, patient):
    with started(1) as (address, _):
        fits = cluster_fits(address, settings(seeds=range(40)), digits, features)
        next(fits)
        start = monotonic()
        fits.close()
        assert monotonic() - start < IN_TIME / 4


@contextmanager
def listening(answer):
    """Something else that listens; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        connections = []

        def serve():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                connections.append(connection)
                connection.sendall(answer)

        Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        for connection in connections:
            connection.close()


@contextmanager
def nothing():
    yield 9


OTHERS = {
    "nothing": nothing,
    "silence": partial(listening, b""),
    "a web server": partial(listening, b"HTTP/1.0 400 Bad Request\r\n\r\n"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_sweep_without_a_scheduler_prints_one_sentence(other, small_npz):
    with OTHERS[other]() as port:
        address = f"tcp://127.0.0.1:{port}"
        done = subprocess.run(
            [sys.executable, "-m", "mnist_kmeans", "sweep", "--k", "2"],
            capture_output=True,
            text=True,
            env={
                **os.environ,
                SCHEDULER_VARIABLE: address,
                "MNIST_KMEANS_DATA": str(small_npz),
            },
        )
    assert done.returncode == 1
    assert done.stdout == ""
    source, *_, last = done.stderr.splitlines()
    assert "small.npz" in source
    assert last.startswith(f"No Dask scheduler answers at {SCHEDULER_VARIABLE}=")
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr


@pytest.mark.parametrize("address", ["localhost", "nonsense://x:1", "http://x:1"])
def test_a_bad_address_is_refused(address):
    pytest.importorskip("distributed")
    with pytest.raises(SchedulerError, match="No Dask scheduler answers"):
        reach_scheduler(address)


def test_a_scheduler_that_never_answers_is_given_up():
    pytest.importorskip("distributed")
    with listening(b"") as port, pytest.raises(SchedulerError):
        reach_scheduler(f"tcp://127.0.0.1:{port}", give_up_in_time())


def test_a_scheduler_without_workers_is_refused():
    with (
        started() as (address, _),
        pytest.raises(SchedulerError, match=f"no worker.*dask worker {address}"),
    ):
        reach_scheduler(address)


def test_a_wait_for_a_scheduler_can_be_stopped():
    pytest.importorskip("distributed")

    def stop(fraction, what):
        raise InterruptedError

    with listening(b"") as port, pytest.raises(InterruptedError):
        reach_scheduler(f"tcp://127.0.0.1:{port}", stop)


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SchedulerError, match=r'pip install "mnist-kmeans\[dask\]"'):
        reach_scheduler("tcp://127.0.0.1:9")


def test_a_worker_with_other_code_computes_nothing(digits):
    settings = FitSettings(300)
    features = FitStore().features("pixels", 300, digits)
    code = dask_worker.code_of(settings)
    dask_worker.fit_carried(settings, (digits, features), code)
    with pytest.raises(RuntimeError, match="other versions"):
        dask_worker.fit_carried(settings, (digits, features), "other code")


def test_work_that_is_stopped_before_it_begins_does_nothing(monkeypatch):
    go, threads, done = Event(), [], []

    class Late(Thread):
        def run(self):
            threads.append(self)
            go.wait()
            super().run()

    async def work(put):
        done.append(1)

    def stop(fraction, what):
        raise ZeroDivisionError

    monkeypatch.setattr(coroutine_stream, "Thread", Late)
    with pytest.raises(ZeroDivisionError):
        list(coroutine_stream.stream(work, stop))
    go.set()
    threads[0].join()
    assert not done
