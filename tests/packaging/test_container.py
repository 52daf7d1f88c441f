"""The steps of deploy/Dockerfile, in a folder and an environment instead of an image.

Run by ``make package``, as test_installed.py.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.replicas import DEPLOY, ROOT, answer, free_ports, until_answered
from tests.packaging.test_installed import new_environment

pytestmark = pytest.mark.package


def copy(what: str, folder: Path) -> None:
    """Copy a file, or for "." all that is not ignored."""
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    kept = [line.removeprefix("!") for line in lines if line.startswith("!")]
    for name in kept if what == "." else [what]:
        assert name in kept
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy(ROOT / name, folder / name)


def test_the_steps_of_the_dockerfile_give_a_replica_that_is_ready(tmp_path):
    programs = new_environment(tmp_path / "env")
    folder = tmp_path / "app"
    folder.mkdir()
    (port,) = free_ports(1)
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "STREAMLIT_SERVER_COOKIE_SECRET": "the same for all",
    }
    server = None
    for line in (DEPLOY / "Dockerfile").read_text().splitlines():
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            assert rest.startswith("python:3.")
        elif instruction == "COPY":
            copy(rest.split()[0], folder)
        elif instruction == "RUN":
            subprocess.run(rest, shell=True, cwd=folder, env=environment, check=True)
        elif instruction == "ENV":
            name, value = rest.split("=")
            environment[name] = value.replace("/app", str(folder))
        elif instruction == "CMD":
            command = json.loads(rest.replace("8501", str(port)))
            command[0] = str(programs / command[0])
            server = subprocess.Popen(command, cwd=folder, env=environment)
        else:
            assert instruction in ("#", "", "WORKDIR", "USER", "EXPOSE")
    assert server is not None
    try:
        until_answered(f"http://localhost:{port}/ready", server)
        assert answer(f"http://localhost:{port}/")[0] == 200
        assert (folder / "results").is_dir()
    finally:
        server.kill()
        server.wait()
