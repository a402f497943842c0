"""Forums of the demonstration, read from forums.json."""

from dataclasses import dataclass
from pathlib import Path

from home.demonstration.fields import Names, items, load


@dataclass(frozen=True, slots=True)
class Forum:
    network: str
    key: str
    names: Names
    purpose: Names
    position: int

    @property
    def ref(self) -> str:
        return f"{self.network}/{self.key}"


def read_forums(folder: Path) -> tuple[Forum, ...]:
    found: dict[str, Forum] = {}
    for item in items("forums.json", "forum", load(folder, "forums.json"), "key"):
        item.holds("network", "key", "names", "purpose", "position")
        forum = Forum(
            network=item.text("network", r"[a-z]+(-[a-z]+)*"),
            key=item.text("key", r"[a-z]+(-[a-z]+)*"),
            names=item.names("names"),
            purpose=item.names("purpose"),
            position=item.number("position", least=1),
        )
        if forum.ref in found:
            raise item.fault("key", f"is used twice in the network “{forum.network}”")
        if any((other.network, other.position) == (forum.network, forum.position) for other in found.values()):
            raise item.fault("position", f"is taken twice in the network “{forum.network}”")
        found[forum.ref] = forum
    return tuple(found.values())
