"""The fingerprint of the code behind a kept result."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_kmeans.disk import provenance as module
from mnist_kmeans.disk.provenance import fingerprint_of_code, modules_behind

PACKAGE = Path(module.__file__).parent.parent
FIT, FEATURES = "fits.fit", "features.building"
LEARNING, MAPS, BASELINES = "studies.learning", "studies.maps", "studies.baselines"
NETWORK = "features.network.autoencoder_program"
KINDS = (FIT, FEATURES, LEARNING, MAPS, BASELINES, NETWORK)


@pytest.fixture
def copy(tmp_path):
    """A copy of the package, and a function that returns its provenances."""
    folder = shutil.copytree(
        PACKAGE, tmp_path / "mnist_kmeans", ignore=shutil.ignore_patterns("__pycache__")
    )

    def ask(before=""):
        code = f"""
from mnist_kmeans.disk.provenance import fingerprint_of_code
{before}
for kind in {KINDS}:
    print(kind, fingerprint_of_code("mnist_kmeans." + kind))
"""
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=True,
        )
        lines = [line.split() for line in done.stdout.splitlines()]
        return dict(words for words in lines if len(words) == 2)

    return folder, ask


def test_provenance_depends_on_the_modules_that_compute(copy):
    folder, ask = copy
    before = ask()
    for edited, kinds in {
        "studies/maps": {MAPS},
        "studies/baselines": {BASELINES},
        "model/replay": {LEARNING},
        "model/voting": {FIT, LEARNING},
        "features/network/autoencoder_program": set(KINDS),
        "pictures/mnist_form": set(),
        "words/cluster_sentences": set(),
        "ui/requests/fit_request": set(),
    }.items():
        path = folder / f"{edited}.py"
        source = path.read_text()
        path.write_text(f"{source}\nanother = 1\n")
        after = ask()
        assert {kind for kind in KINDS if before[kind] != after[kind]} == kinds, edited
        path.write_text(source)


def test_provenance_ignores_comments_and_docstrings(copy):
    folder, ask = copy
    before = ask()
    for path in folder.rglob("*.py"):
        source = path.read_text().replace('"""', '"""Said otherwise. ', 1)
        path.write_text(source.replace("\n\n\n", "\n\n\n# A comment.\n"))
    assert ask() == before


def test_provenance_ignores_edits_while_the_program_runs(copy):
    folder, ask = copy
    before = ask()
    path = folder / "model" / "voting.py"
    edit = f"open({str(path)!r}, 'a').write('another = 1')"
    assert ask(edit) == before
    assert ask() != before


def test_results_of_code_edited_meanwhile_are_not_kept(copy):
    folder, ask = copy
    path, kept = folder / "model" / "voting.py", folder.parent / "kept"
    source = path.read_text()
    path.write_text(f"{source}\nprint('edited')\n")
    edited = path.read_text()
    path.write_text(source)
    ask(f"""
from pathlib import Path
from mnist_kmeans.digits.loading import load_bundled_digits
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.fits.settings import FitSettings
data, store = load_bundled_digits(), FitStore({str(kept)!r})
settings = FitSettings(300)
Path({str(path)!r}).write_text({edited!r})  # before the module is first imported
store.get(settings, data)
assert store.find(settings, data) is None
Path({str(path)!r}).write_text({source!r})
store.get(settings, data)
assert store.find(settings, data) is not None
import os; os._exit(0)
""")


def test_provenance_depends_on_versions_of_libraries(monkeypatch):
    real_version = module._version

    def changed(library, learnt, of="mnist_kmeans.fits.fit"):
        with monkeypatch.context() as patch:
            fingerprint_of_code.cache_clear()
            patch.setattr(
                module,
                "_version",
                lambda name: "another" if name == library else real_version(name),
            )
            return fingerprint_of_code(of, learnt=learnt)

    for learnt in (False, True):
        fingerprint_of_code.cache_clear()
        now = fingerprint_of_code("mnist_kmeans.fits.fit", learnt=learnt)
        for library in ("numpy", "scipy", "scikit-learn"):
            assert changed(library, learnt) != now
        for library in ("keras", "jax"):
            assert (changed(library, learnt) != now) == learnt
        # Fits do without it, on a cluster too.
        assert changed("openTSNE", learnt) == now
    maps = "mnist_kmeans.studies.maps"
    assert changed("openTSNE", False, maps) != changed(None, False, maps)
    fingerprint_of_code.cache_clear()


def test_modules_run_as_programs_are_included():
    programs = {
        "mnist_kmeans.features.network.autoencoder_program",
        "mnist_kmeans.features.network.spectral_program",
    }
    assert programs <= set(modules_behind("mnist_kmeans.features.building"))


def test_modules_without_effect_exist():
    assert set(module._SOURCES) >= module._WITHOUT_EFFECT


def test_the_digest_of_code_depends_on_no_version(monkeypatch) -> None:
    name = "mnist_kmeans.features.network.spectral_program"
    before = module.digest_of_code(name)
    module.digest_of_code.cache_clear()
    monkeypatch.setattr(module, "_version", lambda library: "another")
    assert module.digest_of_code(name) == before


def test_code_has_one_form_in_all_versions_of_python() -> None:
    # Python 3.12 gave functions type parameters, which are empty in older code.
    tree = ast.parse("def f(x):\n    return None, 'a', x")
    old = module._plain(tree)
    tree.body[0].type_params = []
    tree.body[0]._fields = (*tree.body[0]._fields, "type_params")
    assert module._plain(tree) == old
    others = ["def f(y): return None, 'a', x", "def f(x): return 0, 'a', x"]
    assert all(module._plain(ast.parse(other)) != old for other in others)
