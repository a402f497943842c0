"""What leaves by mail, and who wants none of it."""

from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from network.models import Member, Membership
from network.models.identity import Identified
from network.querysets import GuardedManager


def new_message_name() -> str:
    return get_random_string(32)


class Letter(models.Model):
    """One mail on its way. It says that something waits and where; what it is stands nowhere in it.

    Address and path are sealed until it is sent, and then erased. The mail to a membership has no address of its own:
    it goes where the member is reached at that moment, if he may still see THING.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("not sent")

    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    sealed = models.TextField(blank=True)
    membership = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="letters")
    label = models.CharField(max_length=80, blank=True)
    thing_id = models.BigIntegerField(null=True, blank=True)
    # The same at each try, so that a server which took the mail and could not say so shows it once.
    message_name = models.CharField(max_length=32, unique=True, default=new_message_name)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    # Until then one worker is at it; a worker that dies leaves it to the next.
    taken_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=models.Q(status__in=["waiting", "sending"]),
                name="one_letter_waits_for_a_membership",
            )
        ]
        indexes = [models.Index(fields=["status", "created_at"])]

    def __str__(self) -> str:
        return self.message_name


class Preference(models.Model):
    """When a member is told by mail that something waits. Without a row: at once, with no quiet hours."""

    class Waiting(models.TextChoices):
        AT_ONCE = "at_once", _("at once, at most once an hour")
        DAILY = "daily", _("once a day, in the morning")
        WEEKLY = "weekly", _("once a week, on Monday morning")
        NEVER = "never", _("never")

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="mail_preference")
    waiting = models.CharField(max_length=8, choices=Waiting.choices, default=Waiting.AT_ONCE)
    # No mail from then until then, in the member's zone; both empty: none.
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)

    objects = GuardedManager()


class Notice(Identified):
    """Something happened that a member wants to hear of: a kind and a thing, never its words.

    Notices of one `group` that nobody has seen are one row with a count. Whether the member may see THING is asked when
    it is shown and when it is mailed.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+", db_index=False)
    # A kind that some room has named (notices/kinds.py): "reply", "mention", "named_state" …
    kind = models.CharField(max_length=24)
    label = models.CharField(max_length=80)
    thing_id = models.BigIntegerField()
    # What belongs together, as "topic:17".
    group = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # Marks of the last pieces of news that were counted: one that comes twice counts once, one that comes late counts.
    told = models.TextField(blank=True, default="", db_default="")

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "kind", "group"],
                condition=models.Q(seen_at=None),
                name="one_unseen_notice_a_group",
            )
        ]
        indexes = [
            models.Index(fields=["membership", "last_at", "id"], name="notices_of"),
            models.Index(fields=["label", "thing_id"], name="notices_of_a_thing"),
            # At what the clock looks: a few of any number.
            models.Index(
                fields=["membership"], condition=models.Q(seen_at=None, mailed_at=None), name="notices_not_mailed"
            ),
        ]
