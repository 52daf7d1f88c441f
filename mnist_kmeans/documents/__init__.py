"""Documents of a fit, to read or to run elsewhere: report, notebook, script."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
