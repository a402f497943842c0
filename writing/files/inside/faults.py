"""Why a file is refused: keys, which writing/files/sentences.py turns into sentences."""


class Fault(Exception):
    """The file is not accepted; `key` says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


EMPTY = "empty"
KIND = "kind"
MISMATCH = "mismatch"
DAMAGED = "damaged"
MACROS = "macros"
LOCKED = "locked"
CROWDED = "crowded"
PIXELS = "pixels"
MOVING = "moving"
CONTROLS = "controls"
COSTLY = "costly"
