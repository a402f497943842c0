"""The regional and thematic networks as they stand in `network/data/networks.json`."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from network.reference.bodies import KEY as BODY_KEY
from network.reference.bodies import BodyRecord, load_bodies
from network.reference.rows import DATA, WRITTEN_LANGUAGES, ReferenceDataError, Row, Texts, read_rows

NETWORKS = DATA / "networks.json"
KINDS = ("judicial", "prosecutors", "central_authorities", "asset_recovery")
STATUSES = ("active", "in_preparation", "planned")
KEY = r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*"
URL = r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?"


@dataclass(frozen=True)
class Fact:
    fact: str
    source: str


@dataclass(frozen=True)
class NetworkRecord:
    """A network. `since` is a year; `members` are keys of bodies, only where a source text gives them."""

    key: str
    names: Texts
    abbreviation: str
    kind: str
    status: str
    since: int | None
    languages: tuple[str, ...]
    link_only: bool
    external_url: str | None
    purpose: Texts
    charter: Texts
    members: tuple[str, ...]
    facts: tuple[Fact, ...]


def load_networks(path: Path = NETWORKS, bodies: Collection[BodyRecord] | None = None) -> tuple[NetworkRecord, ...]:
    """Read every network, or raise `ReferenceDataError`; members must be among BODIES (default: all)."""
    known = {body.key for body in (load_bodies() if bodies is None else bodies)}
    networks = tuple(_network(row) for row in read_rows(path, "networks", NetworkRecord))
    for network in networks:
        for member in network.members:
            if member not in known:
                raise ReferenceDataError(path, network.key, "members", f"there is no body “{member}”")
    return networks


def _network(row: Row) -> NetworkRecord:
    link_only, url = row.flag("link_only"), row.optional("external_url", URL)
    if link_only and not url:
        raise row.error("external_url", "a network that is only a link has no link")
    charter = row.texts("charter", required=WRITTEN_LANGUAGES, lines=2)
    facts = [Row(row.path, row.key, fact, ("fact", "source")) for fact in row.list_of("facts")]
    return NetworkRecord(
        key=row.text("key", KEY),
        names=row.texts("names", required=WRITTEN_LANGUAGES),
        abbreviation="" if row.values["abbreviation"] == "" else row.text("abbreviation", r".{1,20}"),
        kind=row.choice("kind", KINDS),
        status=row.choice("status", STATUSES),
        since=row.year("since"),
        languages=row.sentences("languages", r"[a-z]{2,3}"),
        link_only=link_only,
        external_url=url,
        purpose=row.texts("purpose", required=WRITTEN_LANGUAGES),
        charter=charter,
        members=row.sentences("members", BODY_KEY) if row.values["members"] != [] else (),
        facts=tuple(Fact(fact.text("fact"), fact.text("source")) for fact in facts),
    )
