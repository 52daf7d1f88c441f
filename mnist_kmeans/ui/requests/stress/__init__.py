"""Requests of what reads altered digits, and of accuracy over how much they are."""
