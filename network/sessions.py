"""The session store: one row a browser, found by the hash of its key, read together with member and membership."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils import timezone

from network.models import Session
from network.sealing import token_hash


class SessionStore(SessionBase):
    """Django's session interface over `network.models.Session`. `row` is the row that was loaded, or None."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Session | None = None

    def load(self) -> dict[str, Any]:
        """Return the session's data. One statement brings the member, membership, authority and body along."""
        self.row = (
            Session.objects.select_related("member", "membership__authority__body")
            .filter(key_hash=token_hash(self.session_key or ""), expires_at__gt=timezone.now())
            .first()
        )
        if self.row is None:
            self._session_key = None
            return {}
        if self.row.membership is not None and self.row.member is not None:
            # The same human being, read twice by the join: one object, so that nothing asks again.
            self.row.membership.member = self.row.member
        return self.decode(self.row.data)  # type: ignore[no-any-return]

    async def aload(self) -> dict[str, Any]:
        from asgiref.sync import sync_to_async

        return await sync_to_async(self.load)()

    def cycle_key(self) -> None:
        """Give the same row a new key: a key known before a step of signing in is worth nothing after it."""
        if self.row is None:
            super().cycle_key()
            return
        data = self._get_session()  # type: ignore[attr-defined]
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        Session.objects.filter(pk=self.row.pk).update(key_hash=token_hash(self._session_key))
        self.row.key_hash = token_hash(self._session_key)
        self._session_cache = data
        self.modified = True

    def flush(self) -> None:
        super().flush()
        self.row = None

    def exists(self, session_key: str) -> bool:
        return bool(Session.objects.filter(key_hash=token_hash(session_key)).exists())

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        member_id = data.get(SESSION_KEY)
        if must_create:
            self._insert(self.encode(data), member_id)
            return
        changed = Session.objects.filter(key_hash=token_hash(self.session_key)).update(
            data=self.encode(data), member_id=member_id
        )
        if not changed:
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(key_hash=token_hash(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lte=timezone.now()).delete()

    def _insert(self, data: str, member_id: Any) -> None:
        now = timezone.now()
        row = Session(
            key_hash=token_hash(self.session_key or ""),
            data=data,
            member_id=member_id,
            started_at=now,
            used_at=now,
            expires_at=now + timedelta(seconds=settings.SESSION_COOKIE_AGE),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise CreateError from error
        self.row = row
