"""A visitor's digit under stress, a part of the Predict page."""
