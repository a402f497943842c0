"""The fields by which a composer brings files: what is sent now, what was sent before, under which handling code."""

from collections.abc import Iterable

# What is sent with the form; the public ids of what was sent before; for these "ID:CODE"; the code of what is sent now.
SENT, KEPT, CODES, CODE = "files", "file", "file_code", "files_code"
# Those that a draft keeps, and of them those with several values.
DRAFTED = (KEPT, CODES, CODE)
MANY_VALUES = (KEPT, CODES)


def codes_in(values: Iterable[str]) -> dict[str, str]:
    """Return the code that VALUES ("ID:CODE") give to each file; what is no such pair says nothing."""
    pairs = (value.partition(":") for value in values)
    return {public_id: code for public_id, colon, code in pairs if colon and code}
