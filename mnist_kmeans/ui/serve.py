"""Serving the dashboard, from an installation or a clone."""

from pathlib import Path

from streamlit.web import cli

import mnist_kmeans

_PACKAGE = Path(mnist_kmeans.__file__).parent


def serve(settings: dict[str, object]) -> None:
    """Serve the dashboard until it is stopped.

    Parameters
    ----------
    settings : dict
        Streamlit's, by name, as ``{"server.port": 8501}``; they go before those of the
        project's own ``config.toml``.
    """
    # A wheel has its own copies of the script and, beside it, of the settings.
    folder = _PACKAGE / "dashboard"
    if not folder.exists():
        folder = _PACKAGE.parent
    flags = [f"--{name}={value}" for name, value in settings.items()]
    cli.main(["run", str(folder / "app.py"), *flags], standalone_mode=False)
