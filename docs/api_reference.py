"""Build the API reference with pdoc: `python docs/api_reference.py`.

The pages go to docs/api. Whatever pdoc warns of ends it.
"""

import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import pdoc  # noqa: E402

import mnist_kmeans  # noqa: E402

if __name__ == "__main__":
    warnings.simplefilter("error")
    # pdoc looks for names where they stand, and these are loaded when first used.
    vars(mnist_kmeans).update(
        {name: getattr(mnist_kmeans, name) for name in mnist_kmeans.__all__}
    )
    pdoc.render.configure(
        docformat="numpy", footer_text=f"mnist-kmeans {mnist_kmeans.__version__}"
    )
    # Modules, named one by one, for pdoc goes no further than the public names. The
    # dashboard is no library: its pages would run as they are imported.
    modules = sorted(
        path.relative_to(ROOT).with_suffix("").parts
        for path in (ROOT / "mnist_kmeans").glob("*/[!_]*.py")
        if path.parent.name not in ("commands", "ui")
    )
    pdoc.pdoc(
        "mnist_kmeans",
        *map(".".join, modules),
        output_directory=ROOT / "docs" / "api",
    )
