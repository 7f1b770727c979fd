"""Reads the parts of an article off one parsed page. Pure functions."""
