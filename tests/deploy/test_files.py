"""The files of deploy/ and docs/hosting.md fit together and say what works."""

import os
import re
import signal
import subprocess
import sys
import tomllib

import pytest
import yaml

from tests.deploy.replicas import (
    CONFIG,
    DEPLOY,
    HAPROXY,
    ROOT,
    free_ports,
    until_answered,
)

PAGE = (ROOT / "docs" / "hosting.md").read_text()

needs_haproxy = pytest.mark.skipif(HAPROXY is None, reason="HAProxy is not installed")


def block(heading: str) -> str:
    """Return the commands under a heading of the page."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    (commands,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return commands


def run_until_answered(commands: str, url: str, **environment: str) -> None:
    """Run commands of the page until a server that they start is there."""
    script = commands.replace(
        "mnist-kmeans app", f"{sys.executable} -m mnist_kmeans app"
    )
    process = subprocess.Popen(
        ["bash", "-ec", script],
        cwd=ROOT,
        env=os.environ | environment,
        start_new_session=True,  # so that all that it starts can be ended
    )
    try:
        until_answered(url, process)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@needs_haproxy
def test_the_commands_for_replicas_work(tmp_path):
    front, *ports = free_ports(3)
    commands = block("Several replicas").replace(
        "/var/cache/mnist-kmeans", str(tmp_path / "cache")
    )
    for documented, port in zip(("8502", "8503"), ports, strict=True):
        assert f"127.0.0.1:{documented}" in CONFIG.read_text()
        commands = commands.replace(documented, str(port))
    run_until_answered(
        commands,
        f"http://localhost:{front}/ready",
        LISTEN=f"127.0.0.1:{front}",
        REPLICA_A=f"127.0.0.1:{ports[0]}",
        REPLICA_B=f"127.0.0.1:{ports[1]}",
        PATH=f"{os.environ['PATH']}:/usr/sbin",
    )
    assert (tmp_path / "cache").exists()


def test_the_command_for_a_class_works():
    (port,) = free_ports(1)
    commands = block("One laptop for a class").rstrip()
    run_until_answered(
        f"{commands} --port {port}", f"http://localhost:{port}/_stcore/health"
    )


def test_the_proxy_has_the_upload_limit_of_the_dashboard():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    megabytes = settings["server"]["maxUploadSize"]
    rule = re.search("http-request return .*", CONFIG.read_text())[0]
    assert f"can have {megabytes} MB" in rule
    assert f"req.body_size gt {(megabytes + 1) * 1024**2} " in rule


def test_the_containers_fit_together():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    proxy = services.pop("proxy")
    assert services["a"] == services["b"]
    assert "STREAMLIT_SERVER_COOKIE_SECRET" in services["a"]["environment"]
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    folder = re.search("ENV MNIST_KMEANS_CACHE=(.*)", dockerfile)[1]
    assert services["a"]["volumes"] == [f"results:{folder}"]
    port = re.search("EXPOSE (.*)", dockerfile)[1]
    for name in services:
        assert proxy["environment"][f"REPLICA_{name.upper()}"] == f"{name}:{port}"
    for variable in proxy["environment"]:
        assert f'"${{{variable}-' in CONFIG.read_text()
