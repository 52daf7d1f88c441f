"""Run the examples in the docstrings of all modules."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

EXAMPLES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): len(lines)
    for path in sorted((ROOT / "mnist_kmeans").rglob("*.py"))
    if (lines := re.findall("^ *>>> ", path.read_text(), re.MULTILINE))
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str) -> None:
    # No globals, as in a new interpreter: examples import all that they use.
    failed, attempted = doctest.testmod(
        import_module(name), globs={}, optionflags=doctest.ELLIPSIS
    )
    assert failed == 0
    assert attempted == EXAMPLES[name]
