"""What participants reported: the proof sealed, who wrote it, and how the secretariat ended the case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.models.conversations import Conversation
from messaging.models.keys import Identity
from network.models import Membership
from network.models.identity import Identified
from network.querysets import GuardedManager


class Report(Identified):
    """Some messages of a conversation, proven; `sealed` holds the report's bytes under the field key."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("waits for the secretariat")
        UPHELD = "upheld", _("upheld")
        NOT_UPHELD = "not_upheld", _("not upheld")

    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")
    reporter = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.TextField(blank=True)
    judged_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        indexes = [models.Index(fields=["outcome", "at"], name="reports_that_wait")]


class ReportedMessage(models.Model):
    """One message of a report: whose, and when the server took it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages", db_index=False)
    number = models.PositiveSmallIntegerField()
    sender = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_message_a_number")]
