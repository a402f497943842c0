"""Jobs of the index: a post, a topic, and what nobody said. Each may run twice."""

from datetime import timedelta

from forum.search.index import TOGETHER, reindex_posts, reindex_topic, repair
from jobs.terms import job

# Posts of one piece: some tenths of a second, after which a worker beside pages rests as long.
MOST = 200


@job(together=TOGETHER)
def index_post(*post_ids: int) -> None:
    reindex_posts(sorted(set(post_ids)))


@job()
def index_topic(topic_id: int) -> None:
    reindex_topic(topic_id)


@job(every=timedelta(minutes=30), retries=0)
def repair_search() -> None:
    """Find what is not in the index as it stands, or by another analyser, and index it: piece after piece."""
    _go_on(0)


@job(retries=2)
def repair_search_below(post_id: int) -> None:
    """Go on below the post where a piece ended."""
    _go_on(post_id)


def _go_on(below: int) -> None:
    if below := repair(MOST, below).below:
        # Other jobs come between: after a change of the analyser there are pieces for minutes.
        repair_search_below.enqueue(below)
