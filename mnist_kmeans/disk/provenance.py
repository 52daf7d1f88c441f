"""Fingerprints of the code and the libraries that a result was computed by."""

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

# Read once, because later edits are not part of the running program.
_SOURCES = {name: path.read_bytes() for name, path in _FILES.items()}

# Modules that others import without any effect on results: data have a fingerprint of
# their own, no result that is kept is of images that had to be prepared, and the rest
# store results or report on them.
_WITHOUT_EFFECT = {
    f"{_PACKAGE.name}.{name}"
    for name in (
        "digits.data_set",
        "digits.loading",
        "disk.folder",
        "disk.locks",
        "disk.provenance",
        "disk.shelf",
        "model.preparing",
        "missing_extra",
        "on_step",
    )
}

_LIBRARIES = ("numpy", "scipy", "scikit-learn")
_NETWORK_LIBRARIES = ("keras", "jax", "jaxlib")
# This counts only where it is imported: the rest is the same without the extra.
_TSNE_LIBRARY = "openTSNE"


@cache
def fingerprint_of_code(module: str, *, learnt: bool = False) -> str:
    """Fingerprint all that a module's results depend on besides its arguments.

    Parameters
    ----------
    module : str
        The full name of a module of this package.
    learnt : bool, default=False
        Whether Keras takes part in the computation.

    Returns
    -------
    str
        A digest of the code of the module and of all modules that it uses, without
        comments and docstrings, and of the versions of numpy, scipy and scikit-learn,
        of openTSNE where it is used, and with `learnt` also of Keras and JAX.
    """
    digest = hashlib.sha256(digest_of_code(module).encode())
    used = set[str]().union(*(_code(name)[1] for name in modules_behind(module)))
    libraries = _LIBRARIES + _NETWORK_LIBRARIES * learnt
    for library in (*libraries, *({_TSNE_LIBRARY} & used)):
        digest.update(f"{library} {_version(library)}\n".encode())
    return digest.hexdigest()


@cache
def digest_of_code(module: str) -> str:
    """Return a digest of the code that a module's results depend on, and nothing else.

    Parameters
    ----------
    module : str
        The full name of a module of this package.

    Returns
    -------
    str
        Of the code of the module and of all modules that it uses, without comments and
        docstrings. It is the same in all versions of Python.
    """
    digest = hashlib.sha256()
    for name in modules_behind(module):
        digest.update(f"{name} {_code(name)[0]}\n".encode())
    return digest.hexdigest()


def modules_behind(module: str) -> list[str]:
    """List the modules of this package that a module's results depend on.

    Parameters
    ----------
    module : str
        The full name of a module of this package.

    Returns
    -------
    list of str
        Full names, sorted: the module, those that it imports anywhere or names in a
        string (to run them as programs), and in turn those that these use.

    Examples
    --------
    >>> from mnist_kmeans.disk.provenance import modules_behind
    >>> modules_behind("mnist_kmeans.features.validation")
    ['mnist_kmeans.features.validation']
    """
    modules, new = set[str](), {module}
    while new:
        modules |= new
        used = set[str]().union(*(_code(name)[1] for name in new))
        new = (used & _SOURCES.keys()) - _WITHOUT_EFFECT - modules
    return sorted(modules)


def is_unchanged(module: str) -> bool:
    """Return whether the code behind a module is on disk as it was read.

    If it was edited, modules imported since differ from those in `fingerprint_of_code`.

    Parameters
    ----------
    module : str
        The full name of a module of this package.

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
            # Docstrings, and other strings without effect.
            body[:] = [line for line in body if not _is_string(line)]
    text = repr(_plain(tree))
    return hashlib.sha256(text.encode()).hexdigest(), frozenset(_used(tree))


def _plain(node: object) -> object:
    """Return a syntax tree as tuples and values, alike in all versions of Python."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, ast.AST):
        return node
    # Newer versions have more fields, which are empty where the code is older.
    fields = ((name, _plain(value)) for name, value in ast.iter_fields(node))
    filled = [(name, value) for name, value in fields if value not in (None, [])]
    return type(node).__name__, filled


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
