"""The smallest change to an image after which a model answers otherwise."""
