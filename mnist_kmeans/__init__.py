"""k-means on handwritten digits: what it finds, how good that is, and why.

The public names are loaded when first used, because scikit-learn takes seconds to
import and a page whose result is already on disk should not wait for it.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, _, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
