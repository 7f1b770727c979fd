"""Measurements beside peers: each module is one command, its docstring says what it measures."""
