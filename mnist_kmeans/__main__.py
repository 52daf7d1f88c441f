"""Entry point of the command ``mnist-kmeans``, or ``python -m mnist_kmeans``."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default the process's.

    Returns
    -------
    int
        0 on success, 1 on failure, 130 when interrupted, 141 when the reader of the
        output is gone. Invalid arguments end the process with 2.
    """
    try:
        # Here, for Ctrl-C may come during the import, which takes a moment.
        from mnist_kmeans.commands.terminal import run

        code = run(arguments)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        code = 130
    # An interrupt within an exec() of some library sets a flag in Python, on which the
    # process would end by the signal all the same; the next exec() clears the flag.
    exec("")
    return code


if __name__ == "__main__":
    sys.exit(main())
