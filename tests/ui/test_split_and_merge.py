"""The tab Split and merge of the Explore page."""

import json

import pytest

from mnist_kmeans import load_mnist
from mnist_kmeans.fits.settings import FitSettings
from mnist_kmeans.fits.store import FitStore
from mnist_kmeans.model.by_hand.moves import MovesError
from mnist_kmeans.studies import load_moves, stages_of, sweep_row
from mnist_kmeans.ui.explore import gallery
from mnist_kmeans.words.by_hand.edit_sentences import edit_headline
from tests.ui.conftest import by_label, headline, k_slider, metric, settled, shown


@pytest.fixture
def sent(monkeypatch):
    """What the browser is sent of the gallery."""
    sent = {}
    monkeypatch.setattr(gallery, "_component", lambda **what: sent.update(what))
    return sent


@pytest.fixture
def open_tab(open_app, sent):
    def opened(**query):
        app = open_app(**{"view": "Split and merge", "features": "pca"} | query)
        assert not app.exception
        return app

    return opened


def press(app, label):
    return settled(by_label(app.button, label).click().run())


def pick(app, text):
    app.session_state["picked"] = text  # as clicks do
    return app.run()


def is_off(app, label):
    return by_label(app.button, label).disabled


def expected(small_npz, moves, **settings):
    data = load_mnist(small_npz)
    base = FitSettings(len(data.x_train), **{"feature_space": "pca"} | settings)
    return FitStore().get(base.edited(moves), data)


def stages(small_npz, moves):
    data = load_mnist(small_npz)
    last = expected(small_npz, moves).settings
    fits = [FitStore().get(settings, data) for settings in last.history]
    return stages_of(last, [sweep_row(fit, data) for fit in fits])


def test_a_selected_cluster_is_split_and_two_are_merged(open_tab, sent, small_npz):
    app = open_tab()
    assert headline(app) == "Better than k-means by hand: split a cluster, or merge two"
    assert all(is_off(app, name) for name in ("Split", "Merge", "Remove", "Undo"))
    pick(app, "3")
    assert sent["data"]["selected"] == [3]
    assert not is_off(app, "Remove #3")
    assert is_off(app, "Merge")
    press(app, "Split #3")
    assert app.query_params["moves"] == "s3"
    assert len(sent["data"]["tiles"]) == 11
    assert sent["data"]["selected"] == []
    assert headline(app) == edit_headline(stages(small_npz, "s3"))
    assert is_off(app, "Split")
    pick(app, "7-4")
    press(app, "Merge #4 and #7")
    assert app.query_params["moves"] == "s3.m4-7"
    assert headline(app) == edit_headline(stages(small_npz, "s3.m4-7"))
    press(app, "Full step")
    press(app, "Full step")
    pick(app, "0")
    press(app, "Remove #0")
    assert app.query_params["moves"] == "s3.m4-7.l.l.r0"
    fit = expected(small_npz, "s3.m4-7.l.l.r0")
    assert f"{fit.train_metrics['inertia']:,.0f}" in shown(app)
    table = shown(app).replace("\N{NO-BREAK SPACE}", " ")
    assert "| 5. Remove #0 | 9 |" in table
    assert table.index("5. Remove") < table.index("4. Full step")


def test_a_move_that_fails_is_said_to_and_can_be_taken_back(open_tab, monkeypatch):
    app = pick(open_tab(), "3")

    def fail(*_):
        raise MovesError("all images of #3 are equal.")

    monkeypatch.setattr("mnist_kmeans.fits.fit._after_last_move", fail)
    press(app, "Split #3")
    assert "all images of #3 are equal." in shown(app)
    assert is_off(app, "Full step")
    press(app, "Undo")
    assert app.query_params.get("moves", "") == ""
    assert "all images of #3 are equal." not in shown(app)
    assert not is_off(app, "Full step")


def test_undo_and_redo_go_back_and_forth(open_tab, sent):
    app = open_tab(moves="s3.m4-7.l")
    assert is_off(app, "Redo")
    before = headline(app)
    press(app, "Undo")
    press(app, "Undo")
    assert app.query_params["moves"] == "s3"
    press(app, "Redo")
    press(app, "Redo")
    assert app.query_params["moves"] == "s3.m4-7.l"
    assert headline(app) == before
    assert is_off(app, "Redo")
    press(app, "Undo")
    press(app, "Full step")  # another way from here
    assert is_off(app, "Redo")
    press(app, "Undo")
    press(app, "Undo")
    press(app, "Undo")
    assert is_off(app, "Undo")
    assert "moves" not in app.query_params


def test_a_replay_shows_each_stage_and_ends(open_tab, sent):
    app = open_tab(moves="s3.m4-7")
    press(app, "Replay")
    assert "Move 0 of 2, as k-means left them: k = 10" in shown(app)
    assert len(sent["data"]["tiles"]) == 10
    app.run()
    assert "Move 1 of 2, Split #3: k = 11" in shown(app)
    assert len(sent["data"]["tiles"]) == 11
    app.run()
    assert "Move 2 of 2, Merge #4 and #7" in shown(app)
    app.run()
    assert "of 2, " not in shown(app)
    assert by_label(app.button, "Replay")
    press(app, "Replay")
    press(app, "Stop")
    assert "of 2, " not in shown(app)


def test_the_moves_go_along_to_other_pages(open_tab, small_npz):
    app = open_tab(moves="s3.m4-7", view="Centroids")
    fit = expected(small_npz, "s3.m4-7")
    accuracy = f"{fit.test_metrics['accuracy']:.1%}"
    assert metric(app, "Accuracy, test") == accuracy
    assert "Edited by hand, 2 moves: k is still 10." in shown(app)
    for page in ("predict", "map"):
        settled(app.switch_page(f"mnist_kmeans/ui/{page}/page.py").run())
        assert not app.exception
        assert app.query_params["moves"] == "s3.m4-7"
        assert app.session_state["shown"] == fit.settings
    settled(app.switch_page("mnist_kmeans/ui/accuracy/page.py").run())
    assert "without what you did by hand" in shown(app)
    settled(app.switch_page("mnist_kmeans/ui/explore/page.py").run())
    press(app, "Drop the moves")
    assert "moves" not in app.query_params
    assert metric(app, "Accuracy, test") != accuracy


@pytest.mark.parametrize("view", ["Watch it learn", "Guess first"])
def test_other_tabs_take_an_edited_fit(open_tab, view):
    app = open_tab(moves="s3", view=view)
    assert not app.exception
    assert ("before the moves by hand" in shown(app)) == (view == "Watch it learn")


def test_another_fit_drops_the_moves_and_says_so(open_tab, small_npz):
    app = open_tab(moves="s3.l")
    k_slider(app).set_value(12).run()
    assert "moves" not in app.query_params
    assert "Another fit: the two moves made by hand on the last are dropped." in [
        toast.value for toast in app.toast
    ]
    settled(app.run())
    assert not app.toast
    assert app.session_state["shown"] == expected(small_npz, "", n_clusters=12).settings


@pytest.mark.parametrize("moves", ["s10", "x", "s3..l", "l." * 150 + "l", "r0." * 9])
def test_a_link_with_moves_that_are_not_possible_is_refused(open_tab, sent, moves):
    app = open_tab(moves=moves)
    assert "moves" not in app.query_params
    assert len(sent["data"]["tiles"]) == 10
    (toast,) = app.toast
    assert "is not possible here: moves is empty." in toast.value


def test_stages_that_the_disk_no_longer_has_are_made_again(open_tab, small_npz):
    from mnist_kmeans.fits.fit import compute_fit

    data = load_mnist(small_npz)
    last = FitSettings(len(data.x_train), feature_space="pca").edited("s3.l")
    FitStore().keep(compute_fit(last, data), data)
    app = open_tab(moves="s3.l")
    assert headline(app) == edit_headline(stages(small_npz, "s3.l"))


def test_the_challenge_tells_how_far_five_moves_led(open_tab, small_npz):
    app = open_tab(moves="s3.m4-7")
    score = expected(small_npz, "s3.m4-7").train_metrics["matched_accuracy"]
    assert f"Your best so far is {score:.1%} on the training images" in shown(app)
    assert metric(app, "You") == f"{score:.1%}"
    assert "no best answer is known for this fit" in shown(app)
    other = open_tab(k="12")
    assert "The challenge begins at k = 10." in shown(other)


def test_moves_are_saved_and_loaded(open_tab, small_npz):
    app = open_tab(moves="s3.m4-7")
    app.session_state["moves_open"] = True
    app.run()
    labels = [button.proto.label for button in app.get("download_button")]
    for ending in ("csv", "py", "json"):
        assert any(label.endswith(f"(.{ending})") for label in labels)


def test_a_file_is_loaded_or_refused(open_tab, small_npz):
    from mnist_kmeans.studies import save_moves

    data = load_mnist(small_npz)
    settings = FitSettings(len(data.x_train), feature_space="pca").edited("s3.l")
    file = save_moves(settings, data).encode()
    assert load_moves(file, settings.base, data) == "s3.l"
    app = open_tab()
    app.session_state["moves_open"] = True
    app.run()
    uploader = app.get("file_uploader")[0]
    settled(uploader.set_value([("moves.json", file, "application/json")]).run())
    assert app.query_params["moves"] == "s3.l"
    document = json.loads(file) | {"moves": ["s10"]}
    app.session_state["moves_open"] = True
    uploader = app.get("file_uploader")[0]
    bad = json.dumps(document).encode()
    settled(uploader.set_value([("bad.json", bad, "application/json")]).run())
    assert "Move 1, s10, names cluster #10" in app.error[0].value
    assert app.query_params["moves"] == "s3.l"
