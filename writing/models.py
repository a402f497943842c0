"""What is being written and has not been posted: drafts, and files on their way."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Membership
from network.models.identity import Identified
from network.querysets import GuardedManager


class Draft(models.Model):
    """What a member types at one PLACE ("reply:…", "topic:…", "edit:…" and a public id), as it was last saved.

    `version` rises by one at each save; a save that names another version than the one kept is a conflict.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.CharField(max_length=60)
    # The thing it is written to: seen no longer, the draft stands alone.
    label = models.CharField(max_length=80)
    thing_id = models.BigIntegerField()
    # The fields of the form by their names.
    fields: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "place"], name="one_draft_a_place")]
        indexes = [models.Index(fields=["label", "thing_id"], name="drafts_of_a_thing")]


class StoredFile(Identified):
    """A file as it was sent, checked and stored; who sees it is said by what it is attached to, before that its owner.

    The bytes lie in the folder of files under the random name `stored`, never under an address.
    """

    class Status(models.TextChoices):
        RECEIVING = "receiving", _("being received")
        CHECKING = "checking", _("being checked")
        READY = "ready", _("ready")
        REFUSED = "refused", _("refused")

    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100, blank=True)
    # Bytes: what was announced, what has come, what is stored after re-encoding.
    announced = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    stored = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVING)
    # Why it was refused: a key of writing/files, turned into a sentence when shown.
    fault = models.CharField(max_length=40, blank=True)
    attached = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # While a draft names it, the clock lets it be.
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    scanned_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "created_at"], name="files_of"),
            models.Index(fields=["created_at"], condition=Q(attached=False), name="files_left_over"),
        ]


class Finding(models.Model):
    """The check found what looks like personal data, and the author decided: only that, never the text."""

    class Decision(models.TextChoices):
        REMOVED = "removed", _("removed")
        CONFIRMED = "confirmed", _("confirmed")

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+", db_index=False)
    # The kind of number or address, as writing/personal names it.
    kind = models.CharField(max_length=20)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    label = models.CharField(max_length=80, blank=True)
    thing_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        indexes = [models.Index(fields=["label", "thing_id"], name="findings_of_a_thing")]
