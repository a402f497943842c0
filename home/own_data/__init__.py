"""Gathering what one member wrote or is recorded with, and nothing that others wrote (docs/own-data.md)."""
