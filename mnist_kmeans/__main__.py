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

        code = run(arguments)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        code = 130
    # Where it came while some library was in an exec(), Python has a note of it that
    # would make the process end by the signal all the same; the next exec() clears it.
    exec("")
    return code


if __name__ == "__main__":
    sys.exit(main())
