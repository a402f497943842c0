"""Whether an address and a password belong together: the same work, and so the same time, whoever asks."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password

from network.models import Member
from network.passwords import NOBODYS


class PasswordBackend(BaseBackend):
    """One look-up and one hash for every try: an address that is unknown or has no password costs as much."""

    def authenticate(
        self, request: Any, email: str | None = None, password: str | None = None, **_kwargs: Any
    ) -> Member | None:
        if email is None or password is None:
            return None
        member: Member | None = Member.objects.filter(email=email.lower()).first()
        known = member is not None and member.has_usable_password()
        right = check_password(password, member.password if member is not None and known else NOBODYS)
        return member if known and right else None

    def get_user(self, user_id: int) -> Member | None:
        """Return the member with this key; the gate reads the member with the session and does not ask here."""
        member: Member | None = Member.objects.filter(pk=user_id).first()
        return member
