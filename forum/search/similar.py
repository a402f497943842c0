"""Topics like the one that somebody is about to start: solved ones first, and only what he may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from forum.models import Forum, Topic
from forum.search import tokens
from forum.search.finding import newest, terms_of, visible_rows
from forum.search.query import LONGEST, Alternatives, Query, parse
from forum.search.scope import Scope, scope_of
from forum.search.terms import Row, Terms
from network.models import Membership

# So many of the newest that share a word are compared, so many words of a title are looked at.
COMPARED = 400
WORDS = 12
# And so many tokens are asked of the index, each of which PostgreSQL looks for in every row that holds one.
TOKENS = 500
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
    shares = _shares(groups, len(scope.readers))
    if not shares.tokens:
        return []
    found = newest(_topics(scope, reader, shares), COMPARED)
    looked_for = [_beginnings(group) for group in groups]
    least = ceil(SHARED * len(groups))
    scored = []
    for row in found.rows:
        text = f" {row[1]} "
        count = sum(1 for beginnings in looked_for if any(one in text for one in beginnings))
        if count >= least:
            scored.append((count, row))
    best = sorted(scored, key=lambda pair: (pair[0], pair[1][0]), reverse=True)[: limit * 4]
    return _shown(reader, [row for _count, row in best], forum, limit)


def _shares(groups: Sequence[Alternatives], readers: int) -> Alternatives:
    """Return what one of GROUPS may be found by: of the first words only, where there are many READERS of each."""
    found: set[str] = set()
    for group in groups:
        more = found | {token for token in group.tokens if not token.endswith("*")}
        if found and len(more) * readers > TOKENS:
            break
        found = more
    return Alternatives(frozenset(found))


def _topics(scope: Scope, reader: Membership, shares: Alternatives) -> Terms:
    terms, _problems = terms_of(Query(), scope, reader)
    terms.wanted = [Alternatives(frozenset({tokens.holding("topic")})), shares]
    return terms


def _beginnings(group: Alternatives) -> list[str]:
    """Return what is looked for in words between spaces, where one of GROUP stands.

    Stems are not among the words in their order: a word that begins alike counts.
    """
    words = [f" {token} " for token in group.tokens if "_" not in token and not token.endswith("*")]
    stems = [token.rpartition("_")[0] for token in group.tokens if "_" in token]
    return words + [f" {stem}" for stem in stems if len(stem) > 3]


def _shown(reader: Membership, best: list[Row], forum: Forum | None, limit: int) -> list[Similar]:
    visible, _count = visible_rows(reader, best)
    found = []
    for place, (pk, _words, _post) in enumerate(best):
        if pk in visible:
            row = visible[pk]
            solved = row["status"] == Topic.Status.SOLVED
            elsewhere = forum is not None and row["network_id"] != forum.network_id
            one = Similar(
                row["topic_public_id"], row["title"], row["topic_language"], row["status"], solved, row["code"]
            )
            found.append(((not solved, elsewhere, place), one))
    return [one for _order, one in sorted(found, key=lambda pair: pair[0])[:limit]]
