"""What the sources must keep to, besides the layers that `make check` looks at."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from importlib import import_module
from importlib.metadata import packages_distributions
from itertools import chain, pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import mnist_kmeans
from mnist_kmeans.ui.shared import between_pages

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "mnist_kmeans"


def modules():
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if "__" not in path.name]
    return [
        (".".join(path.relative_to(PACKAGE).with_suffix("").parts), ast.parse(text))
        for path, text in ((path, path.read_text()) for path in paths)
    ]


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def test_only_work_in_the_background_is_cached():
    for name, tree in modules():
        cached = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        assert name.startswith(("ui.background.", "ui.requests.")) or not cached & {
            "cache_data",
            "cache_resource",
        }


def test_links_carry_every_control_that_pages_share():
    calls = [
        node.keywords
        for name, tree in modules()
        if name.startswith("ui.controls.")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    ]
    widgets = [{keyword.arg: keyword.value for keyword in call} for call in calls]
    keys = {widget["key"].value for widget in widgets if "bind" in widget}
    assert "k" in keys
    assert keys <= set(between_pages._SHARED)


def test_no_folder_holds_more_than_a_dozen_modules():
    folders = Counter(name.rpartition(".")[0] for name, _ in modules())
    assert {name: n for name, n in folders.items() if n > 12} == {}


def test_a_room_exports_what_other_rooms_use():
    imports = re.compile(r"from mnist_kmeans\.(\w+)\.[\w.]+ import (\w+)")
    used: dict[str, set[str]] = {}
    for name, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom):
                continue
            for alias in node.names:
                line = imports.match(f"from {node.module} import {alias.name}")
                if line and line[1] not in ("ui", "commands", name.split(".")[0]):
                    used.setdefault(line[1], set()).add(line[2])
    for room, names in used.items():
        exported = import_module(f"mnist_kmeans.{room}").__all__
        assert names <= set(exported), f"{room} does not export all"


def pins():
    files = (ROOT / "requirements.txt", ROOT / "requirements-dask.txt")
    lines = [line for file in files for line in file.read_text().splitlines()]
    given = [Requirement(line.split("#")[0]) for line in lines if line[0] not in "#-"]
    return {pin.name.lower(): pin.specifier for pin in given}


def ranges():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    names = chain(project["dependencies"], *extras)
    return {need.name.lower(): need.specifier for need in map(Requirement, names)}


def test_what_the_code_imports_is_pinned():
    assert all(str(pin).startswith("==") for pin in pins().values())
    distributions = packages_distributions()
    trees = [tree for _, tree in modules()] + [ast.parse((ROOT / "app.py").read_text())]
    tops = {module.split(".")[0] for tree in trees for module in imported(tree)}
    for top in tops - set(sys.stdlib_module_names) - {"mnist_kmeans"}:
        assert distributions[top][0].lower() in pins(), f"{top} is not pinned"


def test_what_is_pinned_lies_in_the_ranges_that_the_package_allows():
    assert pins().keys() == ranges().keys()
    for name, pin in pins().items():
        version = str(pin).removeprefix("==")
        assert ranges()[name].contains(version), f"{name} {version}"


@pytest.mark.parametrize(("name", "tree"), modules(), ids=lambda x: str(x)[:20])
def test_a_container_s_cores_are_counted(name, tree):
    # os.cpu_count counts those of the whole machine; joblib.cpu_count does not.
    counted = {n.value.id for n in ast.walk(tree) if is_count(n)}
    assert "os" not in counted
    assert "os.cpu_count" not in set(imported(tree))


def is_count(node):
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "cpu_count"
        and isinstance(node.value, ast.Name)
    )


def test_app_is_short():
    assert len((ROOT / "app.py").read_text().splitlines()) <= 40


def test_every_line_of_the_config_has_its_reason():
    lines = (ROOT / ".streamlit" / "config.toml").read_text().splitlines()
    for before, line in pairwise(lines):
        if "=" in line and not line.startswith("#"):
            assert before.startswith("#"), f"{line} has no reason"
    tomllib.loads("\n".join(lines))


def test_public_names():
    assert sorted(mnist_kmeans.__all__) == [
        "ClusterClassifier",
        "DatasetError",
        "DigitData",
        "FEATURE_SPACES",
        "ImageError",
        "MnistForm",
        "accuracy_sweep",
        "build_model",
        "calculate_metrics",
        "find_suspects",
        "infer_cluster_labels",
        "infer_data_labels",
        "load_mnist",
        "open_image",
        "read_digits",
    ]
    for name in mnist_kmeans.__all__:
        assert getattr(mnist_kmeans, name) is not None
    with pytest.raises(AttributeError, match="missing"):
        mnist_kmeans.missing  # noqa: B018


def test_a_result_on_disk_needs_no_scikit_learn():
    names = ("fits.store", "words.cluster_sentences", "model.counts", "charts.one_fit")
    names += ("studies.maps", "studies.learning", "words.guess_questions")
    names += ("ui.shared.waiting", "ui.controls")
    code = "".join(f"import mnist_kmeans.{name}\n" for name in names)
    code += "import sys; print('sklearn' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT
    )
    assert out.stdout.strip() == "False", out.stderr


@pytest.mark.parametrize("page", ["explore", "accuracy"])
def test_no_first_paint_waits_for_scipy_or_scikit_learn(page):
    # What a page's file imports, without running it.
    text = (PACKAGE / "ui" / page / "page.py").read_text()
    names = sorted(name for name in imported(ast.parse(text)) if "mnist" in name)
    code = (
        "import sys\n"
        "from importlib import import_module\n"
        f"for name in {names}:\n"
        "    module, _, name = name.rpartition('.')\n"
        "    getattr(import_module(module), name, None) "
        "or import_module(f'{module}.{name}')\n"
        "print([name for name in ('scipy', 'sklearn') if name in sys.modules])"
    )
    command = [sys.executable, "-W", "ignore", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
