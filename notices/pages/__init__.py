"""One screen, one dataclass."""
