"""Sentences about labels in doubt."""
