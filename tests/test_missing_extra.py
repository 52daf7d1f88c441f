import sys

import pytest

from mnist_kmeans.missing_extra import MissingExtraError, install_command, of_extra
from mnist_kmeans.studies.curve import curve_of, find_elbow


def test_a_missing_module_is_reported_with_the_command_that_installs_it():
    with (
        pytest.raises(MissingExtraError, match=r'"mnist-kmeans\[dask\]"') as caught,
        of_extra("dask"),
    ):
        import not_a_module  # noqa: F401
    assert caught.value.name == "not_a_module"


def test_find_elbow_without_kneed_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "kneed", None)
    rows = [{"n_clusters": k, "inertia": 100 / k} for k in range(2, 12)]
    with pytest.raises(MissingExtraError, match="kneed"):
        find_elbow(curve_of(rows, "inertia"))


@pytest.mark.parametrize("module", ["charts.one_fit", "charts.over_k"])
def test_charts_without_plotly_say_what_to_install(module, monkeypatch):
    monkeypatch.delitem(sys.modules, f"mnist_kmeans.{module}", raising=False)
    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    with pytest.raises(MissingExtraError, match="plotly") as caught:
        __import__(f"mnist_kmeans.{module}")
    assert install_command("app") in str(caught.value)
