"""Requests of pages for what takes time: one for each kind of result."""
