"""Topics like the one that somebody is about to start: solved ones first, and only what he may see."""

from dataclasses import dataclass
from math import ceil

from forum.models import Forum, SearchRow, Topic
from forum.search import tokens
from forum.search.finding import newest, terms_of
from forum.search.query import LONGEST, Alternatives, parse
from forum.search.scope import Scope, scope_of
from forum.search.terms import Terms
from network.models import Membership

# So many of the newest that share a word are compared, so many words of a title are looked at.
COMPARED = 400
WORDS = 12
# Of the words of a title so much must be shared: of three two, since one of them stands in many texts.
SHARED = 0.4


@dataclass(frozen=True, slots=True)
class Similar:
    """A topic that resembles a title."""

    public_id: str
    title: str
    language: str
    status: str
    is_solved: bool
    code: str


def similar(reader: Membership, title: str, *, forum: Forum | None = None, limit: int = 5) -> list[Similar]:
    """Return up to LIMIT topics whose titles or openings share words with TITLE, solved ones first; three statements.

    With FORUM those of its network come before others. Of other networks only what is GREEN or CLEAR is known.
    """
    query = parse(title[:LONGEST].replace(":", " ").replace('"', " ").replace("-", " "))
    groups = query.wanted[:WORDS]
    scope = scope_of(reader)
    if not groups or not scope.readers:
        return []
    shares = Alternatives(frozenset(token for group in groups for token in group.tokens if not token.endswith("*")))
    if not shares.tokens:
        return []
    found = newest(_topics(scope, reader, shares), COMPARED)
    scored = []
    for pk, words, _post in found.rows:
        held = set((words or "").split(" "))
        count = sum(1 for group in groups if _meets(group, held))
        if count >= ceil(SHARED * len(groups)):
            scored.append((count, pk))
    best = [pk for _count, pk in sorted(scored, reverse=True)[: limit * 4]]
    return _shown(reader, best, forum, limit)


def _topics(scope: Scope, reader: Membership, shares: Alternatives) -> Terms:
    terms, _problems = terms_of(parse("x"), scope, reader)
    terms.wanted = [terms.wanted[0], Alternatives(frozenset({tokens.holding("topic")})), shares]
    return terms


def _meets(group: Alternatives, held: set[str]) -> bool:
    # Stems are not among the words in their order: one that begins alike counts.
    stems = {token.rpartition("_")[0] for token in group.tokens if "_" in token}
    return not group.tokens.isdisjoint(held) or any(
        len(stem) > 3 and word.startswith(stem) for stem in stems for word in held
    )


def _shown(reader: Membership, keys: list[int], forum: Forum | None, limit: int) -> list[Similar]:
    topic = [f"post__topic__{name}" for name in ("public_id", "title", "language", "status")]
    columns = ("pk", "network_id", *topic, "code")
    rows = {row[0]: row[1:] for row in SearchRow.objects.visible_to(reader).filter(pk__in=keys).values_list(*columns)}
    found = []
    for place, pk in enumerate(keys):
        if pk in rows:
            network_id, public_id, title, language, status, code = rows[pk]
            solved = status == Topic.Status.SOLVED
            elsewhere = forum is not None and network_id != forum.network_id
            one = Similar(public_id, title, language, status, solved, code)
            found.append(((not solved, elsewhere, place), one))
    return [one for _order, one in sorted(found, key=lambda pair: pair[0])[:limit]]
