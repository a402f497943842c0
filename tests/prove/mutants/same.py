"""Mutants that change nothing anybody could notice, each with its reason: another check stands behind it."""

SAME: dict[str, str] = {}
