"""The screens of this room, each a frozen dataclass that loads what it shows."""
