"""What stands in this installation already: an archive may bring its own things again, and never touches another's."""

from typing import Any

from forum.models import Attachment, Forum, ModerationAct, Post, Topic
from forum.querysets.arrivals import LIST
from moving.arriving.container import NotAccepted
from network.models import Body, Network
from network.readers import Reader

AT_ONCE = 500


class Known:
    """Asks the database, some hundred ids at a time. Raises NotAccepted for an id that stands elsewhere."""

    def __init__(self, network: Network, actor: Reader) -> None:
        self.network, self.actor = network, actor
        self.bodies = {*Body.objects.visible_to(actor).values_list("key", flat=True), LIST}
        self.waiting: dict[str, dict[str, str]] = {kind: {} for kind in ASKED}
        self.strange: set[str] = set()

    def body(self, key: str | None) -> None:
        if key is not None and key not in self.bodies:
            self.strange.add(key)

    def forum(self, public_id: str) -> None:
        self._ask("forum", public_id, self.network.public_id)

    def topic(self, public_id: str) -> None:
        self._ask("topic", public_id, self.network.public_id)

    def post(self, public_id: str, topic: str) -> None:
        self._ask("post", public_id, topic)

    def file(self, public_id: str, post: str) -> None:
        self._ask("file", public_id, post)

    def act(self, public_id: str) -> None:
        self._ask("act", public_id, self.network.public_id)

    def settle(self) -> None:
        """Ask what is still open."""
        for kind in ASKED:
            self._look(kind)
        if self.strange:
            keys = ", ".join(sorted(self.strange)[:20])
            raise NotAccepted(
                f"The archive names bodies that are not known here: {keys}. Load the reference data first."
            )

    def _ask(self, kind: str, public_id: str, place: str) -> None:
        self.waiting[kind][public_id] = place
        if len(self.waiting[kind]) >= AT_ONCE:
            self._look(kind)

    def _look(self, kind: str) -> None:
        model, column = ASKED[kind]
        asked, self.waiting[kind] = self.waiting[kind], {}
        rows: Any = model.objects.visible_to(self.actor).filter(public_id__in=list(asked))  # type: ignore[attr-defined]
        for public_id, place in rows.values_list("public_id", column):
            if asked[public_id] != place:
                raise NotAccepted(f"The {kind} {public_id} stands elsewhere in this installation: it is not touched.")


ASKED = {
    "forum": (Forum, "network__public_id"),
    "topic": (Topic, "network__public_id"),
    "post": (Post, "topic__public_id"),
    "file": (Attachment, "post__public_id"),
    "act": (ModerationAct, "network__public_id"),
}
