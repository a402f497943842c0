"""The frames of the socket, all of them: kind, public identifiers, opaque cursor; never content.

From the server: one frame for each event (`live.events.kinds`), and
- ready: everything missed has been sent, what follows happens now;
- gone: the thing that `ids` names may be seen no longer;
- refetch: too much was missed to be told one by one, or nobody knows what: load the page anew;
- beat: nothing happened; the line is alive.
From the browser: {"cursor": "…" or null} once and first, and {"ping": …} in answer to a beat and after each
hundred frames. Anything else ends the connection.
"""

import json
from dataclasses import dataclass
from typing import Any

from live import events

# The one code for whoever is not admitted or does not keep to the above: it does not say why.
REFUSED = 4403
# The session or membership is over.
ENDED = 4401
# The browser does not take what it is sent. It may come again and catch up.
SLOW = 4408

LONGEST = 2_048  # characters of a frame from the browser


def kinds() -> list[str]:
    """Return the kind of every frame that may leave the server."""
    return sorted({*events.OF_THE_SOCKET, *events.kinds()})


def opening(kind: str, ids: dict[str, str] | None = None) -> str:
    """Return what the frames of one fact have in common, to be closed with each membership's own cursor."""
    said: dict[str, Any] = {"kind": kind} if ids is None else {"kind": kind, "ids": ids}
    return json.dumps(said, separators=(",", ":"))[:-1] + ',"cursor":"'


def closed(opening: str, cursor: str) -> str:
    return f'{opening}{cursor}"}}'


def frame(kind: str, cursor: str, ids: dict[str, str] | None = None) -> str:
    """Return the text of one frame."""
    return closed(opening(kind, ids), cursor)


@dataclass(frozen=True, slots=True)
class Hello:
    """The browser's first word: where it stopped listening, or nothing."""

    cursor: str


@dataclass(frozen=True, slots=True)
class Ping:
    """The browser has taken all that was sent before."""


class NotUnderstood(ValueError):
    """A frame that no browser of ours sends."""


def understand(message: dict[str, Any]) -> Hello | Ping:
    """Return what a browser's frame says; raise NotUnderstood: too long, binary, no JSON, too deep, another word."""
    text = message.get("text")
    if not isinstance(text, str) or len(text) > LONGEST:
        raise NotUnderstood
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise NotUnderstood from None
    match said:
        case {"cursor": str() | None as cursor, **rest} if not rest:
            return Hello(cursor or "")
        case {"ping": int() | None, **rest} if not rest:
            return Ping()
    raise NotUnderstood
