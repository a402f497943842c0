"""What follows a reply once it stands: those who follow the topic hear of it, and search finds it."""

from forum.search.index import TOGETHER, reindex_posts
from jobs.terms import job
from notices.hearing import Heard, tell_all


@job(together=TOGETHER)
def replied(*all_heard: Heard) -> None:
    """One job for both, since every reply waits until its jobs are written down; each half may run twice."""
    tell_all(all_heard)
    reindex_posts(sorted({heard["thing"] for heard in all_heard}))
