"""Which code and which libraries a result comes from, as a fingerprint of them."""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent

_FILES = {
    ".".join(path.relative_to(_PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    ): path
    for path in _PACKAGE.rglob("*.py")
}

# Read once: what is edited while a program runs is not what it runs.
_SOURCES = {name: path.read_bytes() for name, path in _FILES.items()}

# These are imported by modules that compute, and decide no result: data have a
# fingerprint of their own, the others say where things are kept and how they are put.
_DECIDE_NOTHING = {
    f"{_PACKAGE.name}.{name}"
    for name in (
        "digits.loading",
        "disk.folder",
        "disk.provenance",
        "disk.shelf",
        "extras",
        "reports",
    )
}

_LIBRARIES = ("numpy", "scipy", "scikit-learn")
_NETWORK_LIBRARIES = ("keras", "jax", "jaxlib")
# This counts only where it is imported: the rest is the same without the extra.
_TSNE_LIBRARY = "openTSNE"


@cache
def provenance(module: str, *, learnt: bool = False) -> str:
    """Fingerprint all that decides what a module computes, besides its arguments.

    Parameters
    ----------
    module : str
        The full name of a module of this package.
    learnt : bool, default=False
        Whether Keras has a part in the result.

    Returns
    -------
    str
        The same as long as the code of the module and of those it uses is the same, but
        for comments and docstrings, and the versions of numpy, scipy and scikit-learn,
        of openTSNE where it is used, and with `learnt` of Keras and JAX.
    """
    digest = hashlib.sha256()
    used = set[str]()
    for name in modules_behind(module):
        code, names = _code(name)
        digest.update(f"{name} {code}\n".encode())
        used |= names
    libraries = _LIBRARIES + _NETWORK_LIBRARIES * learnt
    for library in (*libraries, *({_TSNE_LIBRARY} & used)):
        digest.update(f"{library} {_version(library)}\n".encode())
    return digest.hexdigest()


def modules_behind(module: str) -> list[str]:
    """List the modules of this package whose code decides what one computes.

    Parameters
    ----------
    module : str
        Its full name.

    Returns
    -------
    list of str
        Full names, sorted: the module, those that it imports anywhere or names in a
        string, as to start them as a program, and those that these do.
    """
    found, new = set[str](), {module}
    while new:
        found |= new
        used = set[str]().union(*(_code(name)[1] for name in new))
        new = (used & _SOURCES.keys()) - _DECIDE_NOTHING - found
    return sorted(found)


def is_unchanged(module: str) -> bool:
    """Tell whether the code behind a module is still on disk as it was read.

    Where it is not, a part that was imported since may be other code than `provenance`
    says.

    Parameters
    ----------
    module : str
        Its full name.

    Returns
    -------
    bool
    """
    return all(
        _FILES[name].exists() and _FILES[name].read_bytes() == _SOURCES[name]
        for name in modules_behind(module)
    )


@cache
def _code(name: str) -> tuple[str, frozenset[str]]:
    """Return a digest of a module's code and the names that it might import."""
    tree = ast.parse(_SOURCES[name])
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            # A string alone on a line does nothing, be it a docstring or not.
            body[:] = [line for line in body if not _is_string(line)]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest(), frozenset(_used(tree))


def _is_string(line: ast.AST) -> bool:
    return (
        isinstance(line, ast.Expr)
        and isinstance(line.value, ast.Constant)
        and isinstance(line.value.value, str)
    )


def _used(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
