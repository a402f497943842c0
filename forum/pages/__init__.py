"""One screen, one dataclass: it makes all statements, and the template shows what it holds."""
