"""The commands, called in this process and by a shell."""

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from argparse import Namespace
from contextlib import closing
from itertools import product
from pathlib import Path
from time import sleep
from types import SimpleNamespace

import numpy as np
import pytest
import skops.io
from PIL import Image
from sklearn.cluster import MiniBatchKMeans

from mnist_kmeans import __version__, load_mnist
from mnist_kmeans.__main__ import main
from mnist_kmeans.commands.arguments import chosen_settings
from mnist_kmeans.commands.terminal import COMMANDS
from mnist_kmeans.digits.loading import DATA_VARIABLE
from mnist_kmeans.features.names import FEATURE_SPACES, TrainingError
from mnist_kmeans.studies import KINDS, sweep
from mnist_kmeans.studies.dask_cluster import SchedulerError
from mnist_kmeans.studies.stress import curves

SMALL = ["--k", "20", "--features", "pca"]


@pytest.fixture(autouse=True)
def small_data(small_npz, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))


@pytest.fixture
def pictures(tmp_path, digits, monkeypatch):
    """Three files: one digit, two lines of two digits, and not a picture."""
    monkeypatch.chdir(tmp_path)
    paper = np.full((160, 160), 255, np.uint8)
    for i, (top, left) in enumerate(product((20, 100), (20, 100))):
        paper[top : top + 28, left : left + 28] -= digits.x_train[i]
    Image.fromarray(paper).resize((480, 480), Image.Resampling.BICUBIC).save("four.png")
    Image.fromarray(paper[10:60, 10:60]).resize((300, 300)).save("one.png")
    Path("none.png").write_text("no picture")
    return tmp_path


def shell(line):
    """Run a line of bash, in which `mk` is the command."""
    prefix = f"mk() {{ '{sys.executable}' -m mnist_kmeans \"$@\"; }}; set -o pipefail; "
    root = str(Path(__file__).parent.parent.parent)
    return subprocess.run(
        ["bash", "-c", prefix + line],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    )


def test_version_and_help(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"mnist-kmeans {__version__}\n"
    for command in COMMANDS:
        name = command.__name__.rsplit(".", 1)[1]
        with pytest.raises(SystemExit) as end:
            main([name, "--help"])
        assert end.value.code == 0
        assert f"\n  mnist-kmeans {name} " in capsys.readouterr().out


WRONG = [
    ("predict", "required: PICTURE"),
    ("predict a.png --k 1", "--k has 1; each k should be .* 2 to 300"),
    ("predict a.png --features hogg", "--features 'hogg' should be one of pixels"),
    ("predict a.png --json --csv", "not allowed with"),
    ("fit --k 9 --save /no/such/folder/a", "--save /no/such/folder/a cannot be wri"),
    ("fit --k 9 --save /", "--save / cannot be written: Is a directory"),
    ("sweep --k 2-400", "--k has 301; .* from 2 to 300"),
    ("sweep --k 2-99999999999", "--k has 301"),
    ("sweep --k 10 10", "--k has 10 twice"),
    ("fit --init random", "--init: invalid choice: 'random'"),
    ("sweep --k 2 --polish -1", "--polish: '-1' is not a number from 0 on"),
    ("sweep --k 2 --polish few", "--polish: 'few' is not a number from 0 on"),
    (
        "sweep --k ten",
        "'ten' is neither a number, such as 10, nor a range, such as",
    ),
    ("sweep --k 9-2", "9-2 should go from lower to higher"),
    ("sweep --k 2-9:0", "neither a number"),
    ("sweep --k", "expected at least one"),
    ("sweep --k 2 --seeds 0", "seeds=0 should be at least 1"),
    ("sweep --k 2 --features hogg", "--features 'hogg' should be one of pixels"),
    ("sweep --k 2 --jobs 0", "--jobs 0 should be at least 1"),
    ("sweep --k 2 --out /no/such/folder/a.csv", "a.csv cannot be written: No such"),
    ("stress --kinds twist", "--kinds 'twist' should be one of turn, across, down"),
    ("stress --kinds pen pen", "--kinds has pen twice"),
    ("stress --k 301", "--k has 301; .* from 2 to 300"),
    ("stress --features hogg", "--features 'hogg' should be one of pixels"),
    ("stress --jobs 0", "--jobs 0 should be at least 1"),
    ("stress --out /no/such/folder/a.csv", "--out .*a.csv cannot be written: No such"),
]


@pytest.mark.parametrize(("arguments", "sentence"), WRONG)
def test_wrong_arguments_are_reported_in_one_line(capsys, arguments, sentence):
    with pytest.raises(SystemExit) as end:
        main(arguments.split())
    assert end.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert re.search(sentence, captured.err)


def test_predict_prints_lines_of_digits(pictures, capsys, digits):
    assert main(["predict", "four.png", *SMALL]) == 0
    assert re.fullmatch(r"\d\??( \d\??)\n\d\??( \d\??)\n", capsys.readouterr().out)
    assert main(["predict", "one.png", "none.png", "four.png", *SMALL]) == 1
    captured = capsys.readouterr()
    names = [line.split(": ")[0] for line in captured.out.splitlines()]
    assert names == ["one.png", "four.png", "four.png"]
    assert captured.err.startswith("none.png: The file is not a picture")
    assert main(["predict", "missing.png", *SMALL]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "missing.png cannot be read: No such file or directory.\n"


def test_predict_gives_the_same_answers_in_each_format(pictures, capsys):
    names = ["four.png", "none.png", "one.png"]
    assert main(["predict", *names, *SMALL, "--json"]) == 1
    answers = json.loads(capsys.readouterr().out)
    assert [answer["picture"] for answer in answers] == names
    assert [len(answer["digits"]) for answer in answers] == [4, 0, 1]
    assert [answer["error"] is None for answer in answers] == [True, False, True]
    boxes = [digit["box"] for digit in answers[0]["digits"]]
    # Each digit, 28 pixels enlarged three times, is where it was put.
    for (left, top, right, bottom), (y, x) in zip(
        boxes, product((60, 300), repeat=2), strict=True
    ):
        assert x <= left < right <= x + 84
        assert y <= top < bottom <= y + 84

    assert main(["predict", *names, *SMALL, "--csv"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    flat = [
        (name, *map(str, (d["digit"], d["not_sure"], d["line"], *d["box"])))
        for name, answer in zip(names, answers, strict=True)
        for d in answer["digits"]
    ]
    columns = ("picture", "digit", "not_sure", "line", "left", "top", "right", "bottom")
    assert [tuple(row[name] for name in columns) for row in rows] == flat

    assert main(["predict", *names, *SMALL]) == 1
    text = re.sub(r"\w+\.png: ", "", capsys.readouterr().out)
    marked = re.findall(r"(\d)(\??)", text)
    assert [(digit, str(bool(mark))) for digit, mark in marked] == [
        row[1:3] for row in flat
    ]


def test_a_scribble_is_marked_as_not_sure(pictures, capsys):
    scribble = np.full((280, 280), 255, np.uint8)
    scribble[60:220, 60:220] = np.where(np.indices((160, 160)).sum(0) // 20 % 2, 0, 255)
    Image.fromarray(scribble).save("scribble.png")
    assert main(["predict", "scribble.png", *SMALL]) == 0
    assert "?" in capsys.readouterr().out


def test_predict_reads_the_standard_input(pictures):
    named = shell("mk predict one.png --k 20 --features pca")
    piped = shell("cat one.png | mk predict - --k 20 --features pca")
    assert named.returncode == piped.returncode == 0
    assert named.stdout == piped.stdout != ""


def test_a_second_call_computes_nothing(pictures, capsys, monkeypatch):
    arguments = ["predict", "one.png", "--k", "20"]
    assert main(arguments) == 0

    def refuse(*args, **kwargs):
        raise AssertionError("it was kept")

    monkeypatch.setattr("mnist_kmeans.fits.store.compute_fit", refuse)
    monkeypatch.setattr("mnist_kmeans.features.building.compute_features", refuse)
    monkeypatch.setattr("mnist_kmeans.features.projections.GradientPCA.fit", refuse)
    assert main(arguments) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == second


def test_unreadable_pictures_need_no_fit(pictures, monkeypatch):
    monkeypatch.setattr("mnist_kmeans.commands.predict._model", None)
    assert main(["predict", "none.png"]) == 1


def test_fit_prints_figures_and_saves_a_model(tmp_path, capsys, small_npz):
    path = tmp_path / "model.skops"
    assert main(["fit", *SMALL, "--seed", "3", "--save", str(path)]) == 0
    captured = capsys.readouterr()
    figures = dict(line.split() for line in captured.out.splitlines())
    assert figures["n_clusters"] == "20"
    assert figures["seed"] == "3"
    named: dict = {}
    exec("\n".join(captured.err.splitlines()[-2:]), named)
    data = load_mnist(small_npz)
    score = named["model"].score(data.x_test, data.y_test)
    assert float(figures["test_accuracy"]) == pytest.approx(score, rel=1e-5)
    assert skops.io.get_untrusted_types(file=path)
    assert [file.name for file in tmp_path.glob("*model*")] == ["model.skops"]


def test_the_notebooks_model_can_be_chosen(capsys, small_npz):
    plain = ["--features", "pixels", "--init", "k-means++", "--polish", "0"]
    assert main(["fit", "--k", "20", *plain]) == 0
    figures = dict(line.split() for line in capsys.readouterr().out.splitlines())
    pixels = load_mnist(small_npz).x_train.reshape(300, -1) / np.float32(255)
    inertia = MiniBatchKMeans(20, random_state=0).fit(pixels).inertia_
    assert float(figures["inertia"]) == pytest.approx(inertia, rel=1e-5)
    assert main(["sweep", "--k", "20", *plain]) == 0
    (row,) = csv.DictReader(capsys.readouterr().out.splitlines())
    assert float(row["inertia"]) == pytest.approx(inertia, rel=1e-5)


def test_sweep_writes_a_table(tmp_path, capsys):
    out = tmp_path / "sweep.csv"
    chosen = ["--k", "5", "2", "7-9", "10-14:2", "--seeds", "2"]
    arguments = ["sweep", *chosen, "--features", "pca", "pixels"]
    assert main([*arguments, "--out", str(out)]) == 0
    assert "100%" in capsys.readouterr().err
    with out.open() as file:
        rows = list(csv.DictReader(file))
    cells = [(r["feature_space"], int(r["n_clusters"]), r["seed"]) for r in rows]
    ks = (2, 5, 7, 8, 9, 10, 12, 14)
    assert cells == list(product(("pca", "pixels"), ks, "01"))
    assert all(0 < float(row["test_accuracy"]) <= 1 for row in rows)
    # The same comes to the standard output, in the same order.
    assert main(arguments) == 0
    assert capsys.readouterr().out == out.read_text()


def stopping_after(n, error):
    real = sweep.sweep_fits

    def stopped(*args, **kwargs):
        with closing(real(*args, **kwargs)) as fits:
            for _ in range(n):
                yield next(fits)
        raise error

    return stopped


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (KeyboardInterrupt(), 130, "Stopped after 2 of 5 fits, which are kept"),
        (SchedulerError("All workers are gone."), 1, "All workers are gone."),
        (TrainingError("Keras is missing."), 1, "Keras is missing."),
        (MemoryError(), 1, "There is not enough memory."),
    ],
)
def test_rows_done_before_a_failure_are_written(
    tmp_path, monkeypatch, capsys, error, code, sentence
):
    monkeypatch.setattr(sweep, "sweep_fits", stopping_after(2, error))
    out = tmp_path / "sweep.csv"
    assert main(["sweep", "--k", "2-6", "--jobs", "1", "--out", str(out)]) == code
    assert len(out.read_text().splitlines()) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1].startswith(sentence)
    assert main(["sweep", "--k", "2-6", "--jobs", "1"]) == code
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_rows_are_in_the_file_before_the_sweep_ends(tmp_path, monkeypatch):
    out = tmp_path / "sweep.csv"
    out.write_text("what was there before")
    held = []

    def watched(*args, **kwargs):
        for fit in real(*args, **kwargs):
            held.append(out.read_text())
            yield fit
        held.append(out.read_text())

    real = sweep.sweep_fits
    monkeypatch.setattr(sweep, "sweep_fits", watched)
    assert main(["sweep", "--k", "2-4", "--out", str(out)]) == 0
    assert held[0] == "what was there before"
    assert [len(text.splitlines()) for text in held[1:]] == [2, 3, 4]
    assert held[-1] == out.read_text()
    assert [file.name for file in tmp_path.iterdir() if "sweep" in file.name] == [
        "sweep.csv"
    ]


def test_a_link_stays_a_link_and_keeps_its_permissions(tmp_path):
    real, out = tmp_path / "real.csv", tmp_path / "link.csv"
    real.touch(0o640)
    out.symlink_to(real)
    assert main(["sweep", "--k", "2", "--out", str(out)]) == 0
    assert out.is_symlink()
    assert len(real.read_text().splitlines()) == 2
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_failing_keras_is_reported(tmp_path):
    # Stands before the installed Keras in the path of modules.
    (tmp_path / "keras.py").write_text("raise ImportError('no backend')")
    out = tmp_path / "sweep.csv"
    done = shell(
        f"export PYTHONPATH='{tmp_path}':$PYTHONPATH;"
        f"mk sweep --k 2 --features pca autoencoder --out '{out}'"
    )
    assert done.returncode == 1
    assert "no backend" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert [line.split(",")[0] for line in out.read_text().splitlines()[1:]] == ["pca"]


def test_stress_writes_a_table_in_order_and_goes_on_from_where_it_stopped(
    tmp_path, monkeypatch, capsys, small_npz
):
    out = tmp_path / "stress.csv"
    arguments = ["stress", "--kinds", "pen", "turn", "--features", "pca", "pixels"]
    arguments += ["--k", "20"]
    real, calls = curves.stress_curve, []

    def stopping(*what):
        if len(calls) == 3:
            raise KeyboardInterrupt
        calls.append(what)
        return real(*what)

    monkeypatch.setattr(curves, "stress_curve", stopping)
    assert main([*arguments, "--out", str(out)]) == 130
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("Stopped after 3 of 4 curves, which are kept")
    done = out.read_text().splitlines()
    monkeypatch.setattr(curves, "stress_curve", real)
    assert main(arguments) == 0
    table = capsys.readouterr().out
    assert set(done) < set(table.splitlines())
    rows = list(csv.DictReader(table.splitlines()))
    assert [(r["feature_space"], r["kind"], float(r["amount"])) for r in rows] == [
        (space, kind, amount)
        for space, kind in product(("pca", "pixels"), ("pen", "turn"))
        for amount in KINDS[kind].amounts
    ]
    # Not altered, it is the accuracy of the sweep.
    assert main(["sweep", "--k", "20", "--features", "pca"]) == 0
    (row,) = csv.DictReader(capsys.readouterr().out.splitlines())
    zeros = [r["test_accuracy"] for r in rows if float(r["amount"]) == 0]
    assert zeros[:2] == [row["test_accuracy"]] * 2


def test_stress_takes_all_spaces_that_no_network_learns_and_all_kinds(capsys):
    assert main(["stress", "--k", "5"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert {row["kind"] for row in rows} == set(KINDS)
    assert {row["feature_space"] for row in rows} == set(FEATURE_SPACES) - {
        "autoencoder",
        "spectral",
    }
    with pytest.raises(SystemExit):
        main(["stress", "--help"])
    explained = capsys.readouterr().out
    assert all(f'"{kind}"' in explained for kind in KINDS)


SWEEP = "mk sweep --k 2-6 --features pca"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("line", "where"),
    [
        (f"{SWEEP} >/dev/full", "The results"),
        (f"{SWEEP} --out /dev/full", "/dev/full"),
        ("mk --version >/dev/full", "The results"),
    ],
)
def test_a_full_disk_is_reported(line, where):
    done = shell(line)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last == f"{where} cannot be written: No space left on device."
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr


def test_a_closed_pipe_ends_the_command_quietly():
    # `true` ends before the first row; `head` may end after the last.
    gone = shell(f"{SWEEP} | true")
    assert gone.returncode == 141
    done = shell(f"{SWEEP} | head -1")
    assert done.stdout.startswith("feature_space,n_clusters,seed")
    assert done.stdout.count("\n") == 1
    for process in (gone, done):
        assert "Error" not in process.stderr
        assert "Broken" not in process.stderr


def test_a_missing_standard_output_is_reported():
    done = shell("mk fit --k 2 --features pca >&-")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "The results cannot be written: Bad file descriptor."
    )


def interrupted(tmp_path, module):
    """Send SIGINT to a sweep as it imports a module; return the ended process."""
    (tmp_path / "sitecustomize.py").write_text(f"""
import os, signal, sys
class Finder:
    def find_spec(self, name, *others):
        if name == {module!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
""")
    return subprocess.run(
        [sys.executable, "-m", "mnist_kmeans", "sweep", "--k", "2"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=Path(__file__).parent.parent.parent,
    )


@pytest.mark.parametrize(
    "module",
    ["mnist_kmeans.commands.terminal", "numpy", "joblib", "tqdm", "sklearn.cluster"],
)
def test_ctrl_c_during_imports(tmp_path, module):
    done = interrupted(tmp_path, module)
    assert done.returncode == 130
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith("Stopped")
    assert "Traceback" not in done.stderr


def test_ctrl_c_during_a_sweep(tmp_path):
    out = tmp_path / "sweep.csv"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "mnist_kmeans", "sweep", "--out", str(out)),
            *("--k", "2-250", "--features", *list(FEATURE_SPACES)[:4]),
        ],
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    while process.poll() is None and not out.exists():
        sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate()
    assert process.returncode == 130
    last = stderr.splitlines()[-1]
    n_done = int(re.match(r"Stopped after (\d+) of 996 fits", last)[1])
    assert len(out.read_text().splitlines()) == 1 + n_done >= 2
    assert "Traceback" not in stderr


def test_commands_do_not_import_the_dashboard_s_libraries():
    code = (
        "from mnist_kmeans.__main__ import main; import sys; main(['fit', '--k', '2']);"
        "print({'streamlit', 'plotly', 'keras', 'jax'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert done.stdout.splitlines()[-1] == "set()", done.stderr


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["fit", "--k"]])
def test_help_and_errors_do_not_import_numpy(arguments):
    code = (
        "import sys\nfrom mnist_kmeans.__main__ import main\n"
        f"try:\n    main({arguments})\n"
        "except SystemExit:\n    print('numpy' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "False"


def test_no_arguments_show_the_help(capsys):
    assert main([]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    for command in COMMANDS:
        assert f"\n    {command.__name__.rsplit('.', 1)[1]} " in captured.err


def test_too_large_a_picture_is_reported_in_one_line(tmp_path):
    Image.new("1", (12_000, 9_000)).save(tmp_path / "big.png")
    done = shell(f"mk predict '{tmp_path}/big.png'")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{tmp_path}/big.png: The picture has more than 40 megapixels. Make it smaller."
    ]


def test_rows_on_a_terminal_have_no_progress_bar(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert main(["sweep", "--k", "2", "3"]) == 0
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 3
    assert "fit" not in captured.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--address", "203.0.113.9"], "--address 203.0.113.9 is not one of this"),
        (["--address", "no such host"], "--address no such host is not one of this"),
        (["--port", "0"], "--port 0 should be from 1 to 65535"),
        (["--port", "TAKEN"], "is in use; choose another"),
    ],
)
def test_an_unusable_address_is_reported(capsys, arguments, sentence):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        with pytest.raises(SystemExit) as end:
            main(["app", *(port if text == "TAKEN" else text for text in arguments)])
    assert end.value.code == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("is_mnist", "k", "space", "chosen"),
    [
        (True, None, None, ("spectral", 64)),
        (True, None, "hog", ("hog", 256)),
        (True, 10, None, ("spectral", 10)),
        (False, None, None, ("hog", 256)),  # for which no network came along
    ],
)
def test_the_model_that_reads_best_is_the_default(is_mnist, k, space, chosen):
    images = SimpleNamespace(is_mnist=is_mnist, x_train=range(60_000))
    options = Namespace(features=space, k=k, seed=0, init=None, polish=None)
    settings = chosen_settings(options, images)
    assert (settings.feature_space, settings.n_clusters) == chosen
