"""The address that a room's QR code names."""

import pytest

from mnist_kmeans.ui.rooms import addresses
from mnist_kmeans.ui.rooms.addresses import (
    ADDRESS_VARIABLE,
    NoAddressError,
    phone_address,
)


@pytest.fixture(autouse=True)
def network(monkeypatch):
    """A network in which this machine is 192.168.1.20."""
    monkeypatch.delenv(ADDRESS_VARIABLE, raising=False)

    class Probe:
        def __init__(self, *kind): ...
        def __enter__(self):
            return self

        def __exit__(self, *error): ...
        def connect(self, address): ...
        def getsockname(self):
            return "192.168.1.20", 4000

    monkeypatch.setattr(addresses.socket, "socket", Probe)
    return Probe


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "kmeans.localhost"]
)
def test_a_page_of_this_machine_is_reached_by_its_network(host):
    assert phone_address(f"http://{host}:8501/") == "http://192.168.1.20:8501"
    assert phone_address(f"http://{host}/at/", "0.0.0.0") == "http://192.168.1.20/at"


@pytest.mark.parametrize(
    "home", ["http://10.0.0.7:8501", "https://digits.example.org/k-means"]
)
def test_phones_use_the_address_that_the_teacher_uses(home):
    assert phone_address(home + "/") == home


def test_the_configured_address_comes_first(monkeypatch):
    monkeypatch.setenv(ADDRESS_VARIABLE, "https://digits.example.org/")
    for home in ("http://localhost:8501", "http://10.0.0.7:8501"):
        assert phone_address(home, "localhost") == "https://digits.example.org"


@pytest.mark.parametrize("given", ["digits.example.org", "ftp://a", "https://"])
def test_a_configured_address_that_is_none_is_named(monkeypatch, given):
    monkeypatch.setenv(ADDRESS_VARIABLE, given)
    with pytest.raises(NoAddressError, match=f"{ADDRESS_VARIABLE}={given.rstrip('/')}"):
        phone_address("http://localhost:8501")


@pytest.mark.parametrize("listens", ["localhost", "127.0.0.1"])
def test_a_server_for_this_machine_only_says_so(listens):
    with pytest.raises(NoAddressError, match="this machine only"):
        phone_address("http://localhost:8501", listens)


def test_without_a_network_it_says_so(monkeypatch, network):
    def unreachable(self, address):
        raise OSError

    monkeypatch.setattr(network, "connect", unreachable)
    found = ["127.0.1.1"]
    monkeypatch.setattr(
        addresses.socket, "gethostbyname_ex", lambda name: (name, [], found)
    )
    with pytest.raises(NoAddressError, match="in no network"):
        phone_address("http://localhost:8501")
    # A network of the laptop's own leads nowhere, but phones are in it.
    found.append("10.42.0.1")
    assert phone_address("http://localhost:8501") == "http://10.42.0.1:8501"


def test_a_container_does_not_know_the_machine_s_address(
    monkeypatch, network, tmp_path
):
    monkeypatch.setattr(addresses, "_MARK", tmp_path)
    assert phone_address("http://localhost:80") == "http://192.168.1.20:80"
    monkeypatch.setattr(network, "getsockname", lambda self: ("172.17.0.2", 1))
    with pytest.raises(NoAddressError, match=f"container.*{ADDRESS_VARIABLE}"):
        phone_address("http://localhost:80")
