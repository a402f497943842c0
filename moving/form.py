"""The form of an archive, which docs/network-archive.md describes: names, version, how long a line may be."""

from writing.files.kept import Folder

FORMAT = "counterpart-network"
VERSION = 1
MANIFEST, LINES, FILES = "manifest.json", "network.jsonl", "files/"
MEGABYTE = 1024 * 1024
# A post is at most 40,000 signs, its quotations fifty times as much of others'; a poll has a vote of each member.
LONGEST_LINE = 8 * MEGABYTE

# Where archives lie until they are fetched or too old.
folder = Folder("network-exports")
