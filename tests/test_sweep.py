import csv
import os
import re
import signal
import socket
import subprocess
import sys
import warnings
from contextlib import closing
from dataclasses import replace
from itertools import product
from time import monotonic

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs

from mnist_kmeans import accuracy_sweep, build_model, calculate_metrics
from mnist_kmeans import sweep as sweep_module
from mnist_kmeans.__main__ import main
from mnist_kmeans.fits import FitSettings, FitStore
from mnist_kmeans.sweep import (
    SCHEDULER_VARIABLE,
    SchedulerError,
    curve,
    find_elbow,
    sweep_fits,
    sweep_row,
    sweep_settings,
)

KS, SEEDS = (2, 10, 33), (0, 4)


def ordered(rows, timed=False):
    """Rows in one order, without what a clock measured."""
    clock = () if timed else ("fit_seconds", "feature_seconds")
    rows = sorted(rows, key=lambda row: (row["n_clusters"], row["seed"]))
    return [{k: v for k, v in row.items() if k not in clock} for row in rows]


def same(a, b):
    return all(
        np.array_equal(list(x.values())[1:], list(y.values())[1:], equal_nan=True)
        and x.keys() == y.keys()
        for x, y in zip(a, b, strict=True)
    )


@pytest.mark.parametrize("space", ["pixels", "pca"])
def test_rows_are_complete_and_the_same_whatever_n_jobs(digits, tmp_path, space):
    runs = [
        ordered(
            accuracy_sweep(
                digits,
                KS,
                feature_space=space,
                seeds=SEEDS,
                n_jobs=n_jobs,
                store=FitStore(tmp_path / str(n_jobs)),
            )
        )
        for n_jobs in (1, 2, None)
    ]
    cells = [(row["n_clusters"], row["seed"]) for row in runs[0]]
    assert cells == list(product(KS, SEEDS))
    assert same(runs[0], runs[1])
    assert same(runs[0], runs[2])


def test_a_row_has_the_figures_of_its_model(digits):
    (row,) = accuracy_sweep(digits, [10], seeds=[3])
    model = build_model(10, random_state=3).fit(digits.x_train, digits.y_train)
    test = calculate_metrics(model, digits.x_test, digits.y_test)
    train = calculate_metrics(model, digits.x_train, digits.y_train)
    assert row["test_accuracy"] == pytest.approx(test.pop("accuracy"))
    assert row["train_accuracy"] == pytest.approx(train.pop("accuracy"))
    assert row["inertia"] == pytest.approx(train.pop("inertia"), rel=1e-5)
    assert row["test_inertia"] == pytest.approx(test.pop("inertia"), rel=1e-5)
    for name in ("matched_accuracy", "nmi", "ari", "v_measure", "purity"):
        assert row[name] == pytest.approx(test[name])
        assert row[f"train_{name}"] == pytest.approx(train[name])
    assert set(test) <= set(row)


def test_data_of_another_kind_are_refused(digits):
    arrays = (digits.x_train, digits.y_train), (digits.x_test, digits.y_test)
    for data, what in ((arrays, "tuple"), (digits.x_train, "ndarray")):
        with pytest.raises(TypeError, match=f"data is a {what}; .*DigitData\\(x_train"):
            accuracy_sweep(data, [2])


def test_one_label_a_cluster(digits):
    settings = FitSettings(len(digits.x_train))
    fit = FitStore().get(settings, digits)
    features = digits.x_train.reshape(-1, 784) / 255
    asked = [
        int(((features - center) ** 2).sum(axis=1).argmin())
        for center in fit.cluster_centers
    ]
    named = digits.y_train[asked][fit.test_clusters]
    row = sweep_row(fit, digits)
    assert row["one_label_accuracy"] == pytest.approx((named == digits.y_test).mean())
    # A cluster that has no image to ask about reads nothing right.
    none = replace(fit, typical=np.full(10, -1))
    assert sweep_row(none, digits)["one_label_accuracy"] == 0


def test_a_sweep_and_the_slider_fit_nothing_twice(digits, monkeypatch):
    store = FitStore()
    settings = sweep_settings(1437, [3, 4], ["pca"], 2)
    list(sweep_fits(settings, digits, store=store))

    def refuse(*args, **kwargs):
        raise AssertionError("it was fitted before")

    monkeypatch.setattr("mnist_kmeans.fits.compute_fit", refuse)
    monkeypatch.setattr("mnist_kmeans.features.compute_features", refuse)
    assert store.get(settings[0], digits).settings == settings[0]
    assert len(list(sweep_fits(settings, digits, store=store))) == 4


def test_the_feature_space_is_computed_once(digits, monkeypatch):
    from mnist_kmeans import features

    calls, compute = [], features.compute_features
    monkeypatch.setattr(
        features, "compute_features", lambda *a: calls.append(a[0]) or compute(*a)
    )
    settings = sweep_settings(1437, [2, 3, 4], ["pixels", "pca"], 2)
    assert len(list(sweep_fits(settings, digits))) == 12
    assert calls == ["pixels", "pca"]


def test_what_a_stopped_sweep_did_is_kept(digits):
    store = FitStore()
    settings = sweep_settings(1437, range(2, 12), ["pca"], 3)
    fits = sweep_fits(settings, digits, n_jobs=1, store=store)
    first = [next(fits).settings for _ in range(4)]
    fits.close()
    kept = [one for one in settings if store.find(one, digits)]
    assert set(first) <= set(kept)
    assert len(kept) < len(settings)
    assert len(list(sweep_fits(settings, digits, store=store))) == 30


def test_on_step_stops_a_sweep(digits):
    class StopError(Exception):
        pass

    def stop(fraction, what):
        raise StopError

    with pytest.raises(StopError):
        list(sweep_fits(sweep_settings(1437, [2], ["pca"], 1), digits, on_step=stop))


BAD = [
    ({"n_clusters": [1]}, "--k 1", "n_clusters has 1; .* from 2 to 1437"),
    ({"n_clusters": [1438]}, "--k 1438", "n_clusters has 1438; .* from 2 to 1437"),
    ({"n_clusters": [10, 10]}, "--k 10 10", "n_clusters has 10 twice"),
    ({"n_clusters": []}, None, "n_clusters is empty"),
    ({"n_clusters": [2.5]}, None, "n_clusters has 2.5"),
    ({"seeds": 0}, "--k 2 --seeds 0", "seeds=0 should be at least 1"),
    ({"seeds": []}, None, "seeds is empty"),
    ({"seeds": [1, 1]}, None, "seeds has 1 twice"),
    ({"seeds": [-1]}, None, "seeds has -1"),
    (
        {"feature_space": "hogg"},
        "--k 2 --features hogg",
        "feature_space='hogg' should be one of pixels, pca",
    ),
]


@pytest.mark.parametrize(("arguments", "_", "sentence"), BAD)
def test_bad_arguments_are_refused_at_once(digits, arguments, _, sentence):
    with pytest.raises(ValueError, match=sentence):
        accuracy_sweep(digits, **{"n_clusters": [2], **arguments})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(a, s) for _, a, s in BAD if a]
    + [
        ("--k ten", "invalid int value: 'ten'"),
        ("--k", "expected at least one"),
        ("--k 2 --jobs 0", "--jobs 0 should be at least 1"),
        ("--k 2 --out /no/such/folder/a.csv", "cannot be written"),
    ],
)
def test_the_terminal_says_it_in_one_line(
    small_npz, capsys, monkeypatch, arguments, sentence
):
    monkeypatch.setenv("MNIST_KMEANS_DATA", str(small_npz))
    with pytest.raises(SystemExit) as end:
        main(["sweep", *arguments.replace("1438", "99999").split()])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    pattern = sentence.replace("1438", "99999").replace("1437", r"\d+")
    assert re.search(pattern, said)


def test_the_terminal_writes_a_table(small_npz, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MNIST_KMEANS_DATA", str(small_npz))
    out = tmp_path / "sweep.csv"
    arguments = f"sweep --k 5 2 --seeds 2 --features pca pixels --out {out}"
    assert main(arguments.split()) == 0
    with out.open() as file:
        rows = list(csv.DictReader(file))
    cells = [(r["feature_space"], r["n_clusters"], r["seed"]) for r in rows]
    assert cells == list(product(("pca", "pixels"), "25", "01"))
    assert all(0 < float(row["test_accuracy"]) <= 1 for row in rows)
    assert "100%" in capsys.readouterr().err


def test_a_stop_at_the_terminal_writes_what_is_there(
    small_npz, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("MNIST_KMEANS_DATA", str(small_npz))
    real = sweep_module.sweep_fits

    def interrupted(*args, **kwargs):
        with closing(real(*args, **kwargs)) as fits:
            yield next(fits)
        raise KeyboardInterrupt

    monkeypatch.setattr("mnist_kmeans.__main__.sweep_fits", interrupted)
    out = tmp_path / "sweep.csv"
    assert main(["sweep", "--k", "2", "3", "--out", str(out)]) == 130
    assert len(out.read_text().splitlines()) == 2
    assert "Stopped after 1 of 2 fits" in capsys.readouterr().err


def test_a_curve_is_the_mean_and_the_range():
    rows = [
        {"n_clusters": 5, "nmi": 0.5},
        {"n_clusters": 2, "nmi": 0.1},
        {"n_clusters": 2, "nmi": 0.4},
        {"n_clusters": 9, "nmi": float("nan")},
    ]
    found = curve(rows, "nmi")
    assert found.n_clusters.tolist() == [2, 5]
    assert found.mean.tolist() == [0.25, 0.5]
    assert found.lowest.tolist() == [0.1, 0.5]
    assert found.highest.tolist() == [0.4, 0.5]
    assert found.n_seeds.tolist() == [2, 1]


def inertias(points):
    return curve(
        [
            {
                "n_clusters": k,
                "inertia": KMeans(k, n_init=4, random_state=0).fit(points).inertia_,
            }
            for k in range(2, 15)
        ],
        "inertia",
    )


def test_the_elbow_is_where_the_groups_are():
    points, _ = make_blobs(600, 10, centers=6, random_state=0)
    assert find_elbow(inertias(points)) == 6


def test_noise_has_no_clear_elbow():
    points = np.random.default_rng(0).uniform(size=(600, 10))
    assert find_elbow(inertias(points)) is None
    assert find_elbow(curve([], "inertia")) is None


@pytest.fixture(scope="module")
def cluster():
    """A scheduler and two workers, each a process; one can be killed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("distributed")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    start = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", *start]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address]
    worker += ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
    processes = [subprocess.Popen(scheduler, **quiet)]
    processes += [subprocess.Popen(worker, **quiet) for _ in range(2)]
    yield address, processes
    for process in processes:
        process.kill()
        process.wait()


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_rows_even_when_a_worker_dies(
    digits, cluster, tmp_path, monkeypatch
):
    address, (_, victim, _) = cluster
    local = ordered(
        accuracy_sweep(digits, KS, seeds=SEEDS, store=FitStore(tmp_path / "local"))
    )
    monkeypatch.setenv(SCHEDULER_VARIABLE, address)
    monkeypatch.setattr(sweep_module, "_PATIENCE", 60)
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    store = FitStore(tmp_path / "far")
    far = ordered(accuracy_sweep(digits, KS, seeds=SEEDS, store=store))
    assert same(local, far)
    # What the cluster computed is there without it.
    settings = sweep_settings(1437, KS, ["pixels"], SEEDS)
    assert all(store.find(one, digits) for one in settings)

    rows = accuracy_sweep(
        digits, KS, seeds=range(30), store=FitStore(tmp_path / "killed")
    )
    found = [next(rows)]
    os.kill(victim.pid, signal.SIGKILL)
    found += rows
    cells = [(row["n_clusters"], row["seed"]) for row in ordered(found)]
    assert cells == list(product(KS, range(30)))


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_does_not_answer_is_said(digits, monkeypatch):
    monkeypatch.setenv(SCHEDULER_VARIABLE, "tcp://127.0.0.1:9")
    start = monotonic()
    with pytest.raises(SchedulerError, match=r"No Dask scheduler answers at .*:9"):
        list(accuracy_sweep(digits, [2]))
    assert monotonic() - start < 10
