"""The terminal's way in: ``mnist-kmeans``, or ``python -m mnist_kmeans``."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default the process's own.

    Returns
    -------
    int
        0 when all went well, 1 when something could not be done, 130 when stopped, 141
        when nobody reads on. Bad arguments end the process with 2.
    """
    try:
        # Here, as importing takes a moment, in which it may be stopped already.
        from mnist_kmeans.commands.terminal import run

        return run(arguments)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
