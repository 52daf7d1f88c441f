"""Histories of moves that were made by hand on a fit."""
