"""Sentences about what a person decides by hand."""
