"""What a replica tells the proxy before it."""

import base64
import hashlib

import pytest

from mnist_kmeans.__main__ import main
from mnist_kmeans.digits.loading import DATA_VARIABLE
from mnist_kmeans.disk.folder import CACHE_VARIABLE
from mnist_kmeans.ui.serve import ready, security_headers


def test_it_is_ready_with_the_digits_and_a_folder(small_npz, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    answer = ready()
    assert (answer.status_code, answer.body) == (200, b"ready")


def test_without_the_digits_it_is_not_ready_and_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "missing.npz"))
    answer = ready()
    assert answer.status_code == 503
    assert b"missing.npz" in answer.body


def test_without_a_folder_it_is_not_ready(small_npz, tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(small_npz))
    (tmp_path / "file").touch()
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file" / "cache"))
    answer = ready()
    assert answer.status_code == 503
    assert b"cannot be written" in answer.body


def test_the_policy_has_the_hash_of_the_inline_script():
    # As in Streamlit 1.66 and 1.67; with another one the browser tests tell.
    script = b"\n      window.prerenderReady = false\n    "
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    assert f"'sha256-{digest}'" in security_headers()["Content-Security-Policy"]


def test_a_replica_needs_the_secret_that_all_share(monkeypatch, capsys):
    monkeypatch.delenv("STREAMLIT_SERVER_COOKIE_SECRET", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["app", "--replica"])
    assert ended.value.code == 2
    assert "STREAMLIT_SERVER_COOKIE_SECRET" in capsys.readouterr().err
