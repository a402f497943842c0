"""Readings that begin from what the rule has found."""
