"""Who wrote, as an archive says it: function, authority and State, under a name that says nothing elsewhere."""

from collections.abc import Collection, Iterator
from typing import Any

from network.models import Membership, Network
from network.readers import as_system
from network.sealing import keyed_hash

SYSTEM = as_system("says of authors what their posts say: function, authority, State")
# The address of somebody who came with an archive, behind what he is called in it.
FORMER = "@former.invalid"

Row = dict[str, Any]


class Authors:
    """What each membership is called in this archive. Of a member only a keyed hash: in two networks it differs."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.known: dict[int, str] = {}

    def lines(self, keys: Collection[int | None]) -> Iterator[Row]:
        """Yield a line for each of the memberships KEYS that has had none."""
        new = {key for key in keys if key is not None} - self.known.keys()
        if not new:
            return
        rows = Membership.objects.visible_to(SYSTEM).filter(pk__in=new).order_by("pk")
        for membership in rows.select_related("authority__body", "member"):
            self.known[membership.pk] = self._name(membership)
            yield {
                "kind": "author",
                "id": self.known[membership.pk],
                "function": membership.function,
                "authority": office(membership.authority),
            }

    def __getitem__(self, key: int) -> str:
        return self.known[key]

    def maybe(self, key: int | None) -> str | None:
        return None if key is None else self.known[key]

    def _name(self, membership: Membership) -> str:
        alias, former, _rest = membership.member.email.partition(FORMER)
        if former:
            return alias
        return keyed_hash("author of an archive", f"{self.network.pk}:{membership.public_id}")[:32]


def office(authority: Any) -> Row:
    """Return what an archive says of an AUTHORITY."""
    return {"names": authority.names, "type": authority.kind, "body": authority.body.key}
