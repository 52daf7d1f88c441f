"""Sentences made from numbers."""
