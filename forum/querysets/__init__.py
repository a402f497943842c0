"""Statements of the pages that are read most, written out: each begins from a thing that `visible_to` has found.

The forums, topics and posts below such a thing obey the same rule as itself (forum/access.py); tests hold these
statements against `visible_to`, row by row.
"""
