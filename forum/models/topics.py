"""What is asked, offered or announced, with whose turn it is."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum.models.forums import Forum
from network.models import Authority, Body, Membership, Network
from network.models.identity import Identified
from network.querysets import GuardedManager

TITLE_LENGTH = 200
LISTED = ["pinned", "last_post_at", "id"]
UNANSWERED = Q(status="open", replied_at=None, kind__in=["question", "consultation"])


class Topic(Identified):
    """A topic is as old as its first post, which is its opening; `last_seq` is the number of its newest post."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        CONSULTATION = "consultation", _("consultation")
        PRACTICE_NOTE = "practice_note", _("practice note")
        ANNOUNCEMENT = "announcement", _("announcement")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        WAITING = "waiting", _("waiting")
        ANSWERED = "answered", _("answered")
        SOLVED = "solved", _("solved")
        NO_SOLUTION = "no_solution", _("no solution")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # The handling codes of the Traffic Light Protocol 2.0, strictest first (forum/codes.py says what each does).
    class Code(models.TextChoices):
        RED = "RED", "TLP:RED"
        AMBER_STRICT = "AMBER+STRICT", "TLP:AMBER+STRICT"
        AMBER = "AMBER", "TLP:AMBER"
        GREEN = "GREEN", "TLP:GREEN"
        CLEAR = "CLEAR", "TLP:CLEAR"

    class Cooperation(models.TextChoices):
        MLA = "mla", _("mutual legal assistance")
        EXTRADITION = "extradition", _("extradition")
        TRANSFER_OF_PERSONS = "transfer_of_sentenced_persons", _("transfer of sentenced persons")
        CONFISCATION = "confiscation", _("confiscation and asset recovery")
        TRANSFER_OF_PROCEEDINGS = "transfer_of_proceedings", _("transfer of proceedings")
        JOINT_INVESTIGATION = "joint_investigation", _("joint investigation")
        ELECTRONIC_EVIDENCE = "electronic_evidence", _("electronic evidence")
        SERVICE = "service_of_documents", _("service of documents")
        VIDEO_HEARING = "video_hearing", _("video hearing")
        OTHER = "other", _("other cooperation")

    class Stage(models.TextChoices):
        BEFORE_REQUEST = "before_request", _("before the request")
        PENDING = "pending", _("request pending")
        LIKELY_REFUSAL = "likely_refusal", _("refusal is likely")
        REFUSED = "refused", _("refused")
        APPEAL = "appeal", _("appeal")

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="topics")
    # The forum's network, so that the rule reads one table.
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    title = models.CharField(max_length=TITLE_LENGTH)
    language = models.CharField(max_length=8, default="en")
    code = models.CharField(max_length=12, choices=Code.choices, default=Code.AMBER)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    # An office outside the network asks: only it and the network see the topic.
    asked_by = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # All of it went into another topic; this row stays for its address and is seen by nobody.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed", db_index=False
    )

    # Whose turn it is: a State's or the author's, since when, until when.
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    waiting_author = models.BooleanField(default=False)
    waiting_body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    waiting_since = models.DateTimeField(null=True, blank=True)
    waiting_until = models.DateTimeField(null=True, blank=True)
    # The zone in which `waiting_until` was said: "the end of Friday" is another instant elsewhere.
    waiting_zone = models.CharField(max_length=64, blank=True, default="", db_default="")
    # Since when the status is what it is; None, since the topic began.
    stands_since = models.DateTimeField(null=True, blank=True)
    # When somebody other than the author first replied, by a post that everybody here may read; None, nobody yet.
    replied_at = models.DateTimeField(null=True, blank=True)

    # Facts of a question or consultation.
    cooperation = models.CharField(max_length=32, choices=Cooperation.choices, blank=True)
    requesting = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # The bodies of `RequestedBody` again, so that a row of a list needs no further statement.
    requested_ids: "models.JSONField[list[int], list[int]]" = models.JSONField(default=list, blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    # The same for those who look for it: small letters without accents (forum/legal.py).
    legal_key = models.CharField(max_length=300, blank=True, default="", db_default="")
    stage = models.CharField(max_length=16, choices=Stage.choices, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    deadline_zone = models.CharField(max_length=64, blank=True)
    deadline_reason = models.CharField(max_length=300, blank=True)

    pinned = models.BooleanField(default=False)
    pinned_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    # Slowed down: so long between two posts of one member; 0, not slowed.
    slow_seconds = models.PositiveIntegerField(default=0, db_default=0)

    # What the clock has done already: told the helpers and the coordinator that nobody answers, asked the author.
    helpers_told_at = models.DateTimeField(null=True, blank=True)
    coordinator_told_at = models.DateTimeField(null=True, blank=True)
    outcome_asked_at = models.DateTimeField(null=True, blank=True)

    # Kept by the actions under the topic's row lock.
    last_seq = models.PositiveIntegerField(default=0)
    posts_count = models.PositiveIntegerField(default=0)
    accepted_count = models.PositiveSmallIntegerField(default=0)
    # Some post has a stricter code than the topic. What lists show (last post, counts) is of the others alone, whose
    # highest number is `open_seq`: nobody learns from a list that something was written which he may not see.
    narrowed = models.BooleanField(default=False, db_default=False)
    open_seq = models.PositiveIntegerField(default=0, db_default=0)
    last_post_at = models.DateTimeField()
    last_author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=["RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"]), name="topic_code_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status="waiting") | Q(waiting_author=True) | Q(waiting_body__isnull=False),
                name="topic_waits_on_somebody",
            ),
            models.CheckConstraint(
                condition=Q(waiting_author=False) | Q(waiting_body=None), name="topic_waits_on_one_side"
            ),
            models.CheckConstraint(
                condition=Q(pinned=False, pinned_at=None) | Q(pinned=True, pinned_at__isnull=False),
                name="topic_pinned_since",
            ),
            models.CheckConstraint(condition=Q(posts_count__lte=F("last_seq")), name="topic_counts_its_posts"),
        ]
        # Each filter of the list has an index that ends in the list's order, read in either direction.
        indexes = [
            models.Index(fields=["forum", *LISTED], name="topic_listed"),
            models.Index(fields=["forum", "status", *LISTED], name="topic_by_status"),
            models.Index(fields=["forum", "kind", *LISTED], name="topic_by_kind"),
            models.Index(fields=["forum", "cooperation", *LISTED], name="topic_by_cooperation"),
            models.Index(fields=["forum", "language", *LISTED], name="topic_by_language"),
            # Across the forums of a network, newest first.
            models.Index(fields=["network", "last_post_at"], name="topic_newest_in_network"),
            # What is new in a forum, pinned or not: where a count of the unread looks.
            models.Index(fields=["forum", "last_post_at"], name="topic_newest_in_forum"),
            # What waits: a few rows of any number. The conditions are such that every database sees them in a filter.
            models.Index(
                fields=["waiting_body", "forum"], condition=Q(waiting_body__isnull=False), name="topic_waits_on_state"
            ),
            models.Index(fields=["author", "forum"], condition=Q(waiting_author=True), name="topic_waits_on_author"),
            models.Index(fields=["network", "last_post_at"], condition=Q(pinned=True), name="topic_pinned"),
            models.Index(
                fields=["requesting", "forum"], condition=Q(requesting__isnull=False), name="topic_of_requesting"
            ),
            models.Index(fields=["network", "deadline"], condition=Q(deadline__isnull=False), name="topic_deadline"),
            # What is seen by more than the network, and what an office asked from outside: each a few rows of any.
            models.Index(fields=["code", "last_post_at"], name="topic_by_code"),
            models.Index(fields=["asked_by"], condition=Q(asked_by__isnull=False), name="topic_asked_by"),
            # The same filters across the forums of a network.
            models.Index(fields=["network", "status", "last_post_at"], name="topic_by_status_in_network"),
            models.Index(fields=["network", "kind", "last_post_at"], name="topic_by_kind_in_network"),
            models.Index(fields=["network", "cooperation", "last_post_at"], name="topic_by_measure_in_network"),
            models.Index(fields=["network", "language", "last_post_at"], name="topic_by_language_in_network"),
            models.Index(fields=["author", "last_post_at"], name="topic_by_author"),
            # A text in it is looked for among the newest, in the index alone.
            models.Index(
                fields=["network", "last_post_at", "legal_key"], condition=~Q(legal_key=""), name="topic_legal_basis"
            ),
            # With the status, which is one, since SQLite takes the index of which it knows most columns.
            # What nobody answered, and what the clock has still to do: a few rows of any number.
            models.Index(fields=["forum", "status", *LISTED], condition=UNANSWERED, name="topic_unanswered"),
            models.Index(
                fields=["network", "status", "last_post_at"], condition=UNANSWERED, name="topic_unanswered_in_network"
            ),
            models.Index(
                fields=["created_at"], condition=UNANSWERED & Q(coordinator_told_at=None), name="topic_to_remind"
            ),
            models.Index(
                fields=["stands_since"],
                condition=Q(status="answered", outcome_asked_at=None),
                name="topic_outcome_to_ask",
            ),
            models.Index(
                fields=["author"],
                condition=Q(status="answered", outcome_asked_at__isnull=False),
                name="topic_outcome_asked",
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="topic_merged"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def forum_closed_at(self) -> datetime | None:
        return self.forum.closed_at

    def get_absolute_url(self) -> str:
        return reverse("forum:topic", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


# A topic in one of these still asks for something.
OPEN_STATUSES = (Topic.Status.OPEN, Topic.Status.WAITING)
# A topic in one of these is over; it is opened again with a reason.
OVER = (Topic.Status.SOLVED, Topic.Status.NO_SOLUTION, Topic.Status.WITHDRAWN)
# Kinds that carry the facts of a request.
ASKING_KINDS = (Topic.Kind.QUESTION, Topic.Kind.CONSULTATION)


class RequestedBody(models.Model):
    """A State that a topic names as requested: its contact points in the network are to look at it."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="requested")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", db_index=False)
    # The topic's forum and whether it is still open, so that neither a filter nor a desk reads what is over.
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_open = models.BooleanField(default=True)

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "body"], name="state_requested_once")]
        indexes = [
            models.Index(fields=["body", "forum"], name="requested_in_forum"),
            models.Index(fields=["body", "topic"], condition=Q(is_open=True), name="requested_and_open"),
        ]
