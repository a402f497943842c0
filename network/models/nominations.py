"""How somebody becomes a member: nominated, approved, invited."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models.authorities import Authority
from network.models.bodies import Body
from network.models.identity import Identified
from network.models.members import Membership
from network.names import Names
from network.querysets import GuardedManager


class Nomination(Identified):
    """A colleague proposed for an authority. A new authority or a secretariat officer needs two approvals, else one."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # Either an authority there is, or a new one described by body, kind and names.
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="nominations"
    )
    new_body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    new_kind = models.CharField(max_length=10, choices=Authority.Kind.choices, blank=True)
    new_names: "models.JSONField[Names, Names]" = models.JSONField(default=dict, blank=True)
    new_zone = models.CharField(max_length=64, blank=True)

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    function: "models.JSONField[Names, Names]" = models.JSONField(default=dict)
    language = models.CharField(max_length=8, default="en")
    role = models.CharField(max_length=14, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    duty_content = models.BooleanField(default=False)
    duty_membership = models.BooleanField(default=False)
    duty_technical = models.BooleanField(default=False)
    nominated_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="nominations"
    )
    nominated_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(authority__isnull=False) | models.Q(new_body__isnull=False),
                name="a_nomination_names_an_office",
            )
        ]

    @property
    def approvals_needed(self) -> int:
        # The last approval makes the new authority: what was needed stays as it was.
        return 2 if self.new_body_id is not None or self.role == Membership.Role.SECRETARIAT else 1


class Approval(models.Model):
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="approvals")
    at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nomination", "by"], name="one_approval_a_person")]


class Invitation(Identified):
    """A single-use way in, bound to address, authority and role. Only the token's SHA-256 is kept."""

    nomination = models.ForeignKey(
        Nomination, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    function: "models.JSONField[Names, Names]" = models.JSONField(default=dict)
    language = models.CharField(max_length=8, default="en")
    role = models.CharField(max_length=14, choices=Membership.Role.choices)
    duty_content = models.BooleanField(default=False)
    duty_membership = models.BooleanField(default=False)
    duty_technical = models.BooleanField(default=False)
    # It dies with this membership; none: the operator's command made it.
    invited_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()
