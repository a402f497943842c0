"""Which analyser made a row of the index: another one, and the row is made anew (forum/search/index.py)."""

import unicodedata
from importlib.metadata import version

# To be raised with whatever changes what stands in a row for the same text: a test knows what it stood for.
NUMBER = 7
# Of another stemmer or another Unicode the same text has other words.
VERSION = f"{NUMBER}/{version('snowballstemmer')}/{unicodedata.unidata_version}"
