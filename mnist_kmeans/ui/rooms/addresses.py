"""The address that phones reach this server by."""

import ipaddress
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

#: The environment variable with the address that the public has for this server.
ADDRESS_VARIABLE = "MNIST_KMEANS_ADDRESS"

# In a container of Docker's: its mark, and the addresses that only its machine knows.
_MARK, _INSIDE = Path("/.dockerenv"), ipaddress.ip_network("172.16.0.0/12")

# Of no machine (RFC 5737). Nothing is sent there: the system only tells which of its
# own addresses it would send from.
_ELSEWHERE = ("192.0.2.1", 9)


class NoAddressError(ValueError):
    """Raised when phones cannot reach this server, or nobody knows how."""


def phone_address(home: str, listens: str | None = None) -> str:
    """Return the address that phones reach the dashboard by.

    Parameters
    ----------
    home : str
        The address of the first page in the teacher's browser. Where it is of this
        machine only, its network's address takes the place of the host.
    listens : str, optional
        The address that the server listens at; by default all of the machine's.

    Returns
    -------
    str
        Without a slash at the end. What `ADDRESS_VARIABLE` names comes first.

    Raises
    ------
    NoAddressError
    """
    public = os.environ.get(ADDRESS_VARIABLE, "").rstrip("/")
    if public:
        scheme, host, *_ = urlsplit(public)
        if scheme not in ("http", "https") or not host:
            raise NoAddressError(
                f"{ADDRESS_VARIABLE}={public} should be an address with http:// or "
                "https://."
            )
        return public
    parts = urlsplit(home.rstrip("/"))
    if not _is_loopback(parts.hostname or "localhost"):
        return urlunsplit(parts)
    if listens and _is_loopback(listens):
        raise NoAddressError(
            "Phones cannot reach this server: it serves this machine only. Start it "
            "with `mnist-kmeans app --address 0.0.0.0`."
        )
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=_own_host() + port))


def _own_host() -> str:
    """Return this machine's address in its network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
            found = [probe.getsockname()[0]]
        except OSError:  # a network that leads nowhere else, as a laptop's own
            found = _by_name()
    for host in found:
        if _MARK.exists() and ipaddress.ip_address(host) in _INSIDE:
            raise NoAddressError(
                "The server runs in a container, which does not know its machine's "
                f"address. Set {ADDRESS_VARIABLE} to it, as http://192.168.1.20:8080."
            )
        if not _is_loopback(host):
            return str(host)
    raise NoAddressError(
        "This machine is in no network, so phones cannot reach it. Join one that the "
        f"phones are in too, or set {ADDRESS_VARIABLE}."
    )


def _by_name() -> list[str]:
    try:
        return socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return []


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
