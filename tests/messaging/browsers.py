"""A member's browser at the doors of sealed messages."""

import json
from typing import Any

from django.test import Client

from tests.messaging.writing import Keys, b64
from tests.personas import Persona


class SealedBrowser:
    """Signed in as a persona, with keys of its own; `post` and `get` speak JSON as the Worker does."""

    def __init__(self, persona: Persona, client: Client | None = None) -> None:
        self.persona = persona
        self.client = client or persona.client
        self.keys: Keys | None = None

    def get(self, path: str, **query: Any):
        return self.client.get(f"/messages/{path}", query, headers={"Accept": "application/json"})

    def send(self, method: str, path: str, **said: Any):
        return self.client.generic(
            method,
            f"/messages/{path}",
            json.dumps(said),
            content_type="application/json",
            headers={"Accept": "application/json"},
        )

    def post(self, path: str, **said: Any):
        return self.send("POST", path, **said)

    def put(self, path: str, **said: Any):
        return self.send("PUT", path, **said)

    def reserve(self) -> Keys:
        answer = self.post("identity")
        assert answer.status_code == 200, answer.content
        self.keys = Keys(bytes.fromhex(answer.json()["identity"]))
        return self.keys

    def register(self) -> "SealedBrowser":
        """Set up messages: identity, first keys, blob."""
        keys = self.reserve()
        answer = self.post("entries", entry=b64(keys.entry()), blob=b64(keys.blob()))
        assert answer.status_code == 201, answer.content
        return self


def refused(answer) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")
