"""What leaves: a network as one coordinator may see it, line by line (docs/network-archive.md says what each is)."""
