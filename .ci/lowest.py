"""Print the lowest versions that pyproject.toml's ranges allow, for pip to install."""

import tomllib
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement

project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
extras = project["optional-dependencies"].values()
for requirement in map(Requirement, chain(project["dependencies"], *extras)):
    lowest = next(one.version for one in requirement.specifier if one.operator == ">=")
    print(f"{requirement.name}=={lowest}")
