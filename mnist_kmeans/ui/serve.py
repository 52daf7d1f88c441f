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
        Of Streamlit, by name, as ``{"server.port": 8501}``; they take precedence over
        the project's ``config.toml``.
    """
    # A wheel has copies of the script and of the settings beside it.
    folder = _PACKAGE / "dashboard"
    if not folder.exists():
        folder = _PACKAGE.parent
    flags = [f"--{name}={value}" for name, value in settings.items()]
    cli.main(["run", str(folder / "app.py"), *flags], standalone_mode=False)
