"""Jobs of the index: a post, a topic, and what nobody said. Each may run twice."""

from datetime import timedelta

from forum.search.index import reindex_post, reindex_topic, repair
from jobs.terms import job

MOST = 2_000


@job()
def index_post(post_id: int) -> None:
    reindex_post(post_id)


@job()
def index_topic(topic_id: int) -> None:
    reindex_topic(topic_id)


@job(every=timedelta(minutes=30), retries=0)
def repair_search() -> None:
    """Find what is not in the index as it stands, and index it; as long as there is more, come again."""
    if repair(MOST) >= MOST:
        repair_search.enqueue()
