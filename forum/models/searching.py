"""The index of words: under what each topic, post and file name is found, and by whom."""

from django.db import models
from django.db.models import Q

from forum.models.placeholders import Attachment
from forum.models.posts import Post
from forum.models.topics import Topic
from network.models import Membership, Network
from network.querysets import GuardedManager


class SearchRow(models.Model):
    """One thing that can be found: a topic with its opening, another post, or the name of a file in a post.

    `id` is its instant in milliseconds, so that the newest have the highest. `words` are folded, in their order,
    `stems` are theirs, `marks` name words that weigh more; `readers` are names of who may read it, `names` of where it
    stands and what it is (forum/search/tokens.py). In the index each word, stem and mark stands once for each reader.
    """

    id = models.BigIntegerField(primary_key=True)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    # For a topic its opening.
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_index=False)
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Whether the title alone is found, since the opening below it is hidden; otherwise null.
    is_title = models.BooleanField(null=True)
    # Texts come last, also in the table (migration 0015): of most rows nothing is read but what stands before them.
    # The code that binds: the strictest of topic, post and file.
    code = models.CharField(max_length=12)
    language = models.CharField(max_length=8)
    # Place, codes and version of what was indexed; where they differ from what stands there, it is indexed anew.
    stamp = models.CharField(max_length=80)
    words = models.TextField()
    marks = models.TextField()
    stems = models.TextField()
    readers = models.TextField()
    names = models.TextField()

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=Q(attachment=None), name="post_found_once"),
            models.UniqueConstraint(
                fields=["attachment"], condition=Q(attachment__isnull=False), name="file_found_once"
            ),
        ]
        indexes = [models.Index(fields=["post"], name="search_rows_of_post")]
