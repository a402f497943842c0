"""The human being and the place at an authority through which he or she acts."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from network.models.authorities import Authority
from network.models.identity import Dated, Identified
from network.names import Names, in_language
from network.querysets import GuardedManager, GuardedQuerySet


class MemberManager(BaseUserManager.from_queryset(GuardedQuerySet)):  # type: ignore[misc]
    """Finds a member by address; nothing here creates one without an authority."""


class Member(Identified, AbstractBaseUser):
    """A practitioner admitted: signs in, and acts through one current membership at a time."""

    # Always in lower case, so that one address is one account on every database.
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, default="en")
    zone = models.CharField(max_length=64, blank=True)
    theme = models.CharField(max_length=6, default="", blank=True)
    density = models.CharField(max_length=12, default="", blank=True)
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # When somebody last signed in completely, and from which network: shown at the next sign-in when it was another.
    last_place = models.CharField(max_length=64, blank=True)
    last_sign_in_at = models.DateTimeField(null=True, blank=True)

    objects = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(email=Lower("email")), name="member_email_is_lower")]

    def __str__(self) -> str:
        return self.public_id


class Membership(Identified, Dated):
    """A member at an authority, with role and dates: the actor of everything that is done here."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        MANAGER = "manager", _("authority manager")
        DESK_OFFICER = "desk_officer", _("desk officer")
        SECRETARIAT = "secretariat", _("secretariat")
        GUEST = "guest", _("guest practitioner")
        OBSERVER = "observer", _("observer")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=14, choices=Role.choices, default=Role.MEMBER)
    # The three duties of the secretariat; no other role has one.
    duty_content = models.BooleanField(default=False)
    duty_membership = models.BooleanField(default=False)
    duty_technical = models.BooleanField(default=False)
    function: "models.JSONField[Names, Names]" = models.JSONField(default=dict)
    ended_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="endings")

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "authority"], condition=models.Q(until=None), name="membership_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role="secretariat")
                | models.Q(duty_content=False, duty_membership=False, duty_technical=False),
                name="duties_are_of_the_secretariat",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="guest") | models.Q(until__isnull=False), name="a_guest_has_a_date"
            ),
        ]
        indexes = [models.Index(fields=["authority", "until"])]

    def __str__(self) -> str:
        return self.public_id

    @property
    def function_name(self) -> str:
        # Two years after the end nobody knows the function any more.
        return in_language(self.function) or (str(_("Former officer")) if self.until else "")

    @property
    def is_practitioner(self) -> bool:
        """An officer of an authority, who may be a contact point: neither guest nor observer."""
        return self.role not in {self.Role.GUEST, self.Role.OBSERVER}

    @property
    def is_secretariat(self) -> bool:
        return self.role == self.Role.SECRETARIAT

    @property
    def is_manager(self) -> bool:
        return self.role == self.Role.MANAGER
