"""One screen, one dataclass: previews and drafts."""
