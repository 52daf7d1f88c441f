"""What takes several fits, or a long look at one: sweeps, training films, maps."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
