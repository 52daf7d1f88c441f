"""Where digits come from: MNIST, which the package carries, and the smaller ones."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
