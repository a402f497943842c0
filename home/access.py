"""What the start of an installation may do."""

from network.guard import Verdict, refused, verb
from network.readers import Reader


@verb
def can_load_demonstration(actor: Reader) -> Verdict:
    """Nobody but the system, which `require` lets pass."""
    return refused("")
