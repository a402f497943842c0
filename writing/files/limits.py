"""How much of everything: sizes, numbers, and what looking into one file may cost."""

from datetime import timedelta

MEGABYTE = 1024 * 1024

# One file, the files of one post, and all that one membership has stored.
LARGEST = 25 * MEGABYTE
MOST = 10
QUOTA = 1024 * MEGABYTE
# What is sent at once with scripts; a form without scripts brings one large file or several small ones.
PIECE = 512 * 1024
LARGEST_FORM = 28 * MEGABYTE
# Files which one member has begun and not finished.
MOST_BEGUN = 30

# The process that looks into a file: address space, seconds of its processor, seconds on the wall.
MEMORY = 256 * MEGABYTE
SECONDS = 5
PATIENCE = 10.0
# Such processes at once in one process of the pages.
AT_ONCE = 2

# What nobody attached is removed after this long.
LEFT_OVER = timedelta(hours=24)
# An author takes a file back.
TAKE_BACK = timedelta(hours=24)
