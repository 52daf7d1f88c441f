import pytest

from tests.ui.conftest import settled_sweep


@pytest.mark.parametrize("page", ["explore", "accuracy", "predict", "map", "notebook"])
def test_every_page_offers_downloads(open_app, page):
    app = open_app(k="7")
    app = settled_sweep(app.switch_page(f"mnist_kmeans/ui/{page}/page.py").run())
    app.session_state["take"] = True  # the expander is open
    app.run()
    assert not app.exception
    labels = [button.proto.label for button in app.get("download_button")]
    wanted = {".html", ".ipynb", ".png", ".csv", ".json", ".py", ".skops"}
    assert wanted <= {label[label.find("(") + 1 : -1] for label in labels}
