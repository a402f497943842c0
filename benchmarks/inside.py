"""What a run asks of an installation from inside: a browser that is signed in, addresses, counts of statements.

python -m benchmarks.inside visitor|statements|people        prints JSON
"""

import json
import sys
from contextlib import contextmanager
from secrets import token_urlsafe
from typing import Any

CSRF = "benchmark" * 3 + "token"
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def visitor() -> dict[str, Any]:
    """Sign the measuring member in as the sign-in pages would have left it, and say where the pages are."""
    from django.urls import reverse

    from forum.models import Post, Topic

    topics = {name: Topic.objects.get(pk=pk) for name, pk in (("long", 1), ("topic", 2))}
    others = Topic.objects.filter(forum=topics["topic"].forum, last_seq__gte=10, locked_at=None).exclude(pk__in=[1, 2])
    return {
        "cookie": f"session={sign_in()}; csrf={CSRF}",
        "csrf": CSRF,
        "floor": reverse("floor"),
        "floor_write": reverse("floor_write"),
        "list": topics["topic"].forum.get_absolute_url(),
        "topic": topics["topic"].get_absolute_url(),
        "first": topics["long"].get_absolute_url(),
        "last": topics["long"].get_absolute_url() + "?end=1",
        "last_list": topics["topic"].forum.get_absolute_url() + last_page(topics["topic"].forum),
        "replies": [reverse("forum:reply", args=[one.public_id]) for one in others.order_by("pk")[:40]],
        "posts": Post.objects.count(),
    }


def last_page(forum: Any) -> str:
    """Return the query of the last full page of a forum's list."""
    from urllib.parse import urlencode

    from forum.models import Topic
    from forum.querysets.lists import PAGE

    topic = Topic.objects.filter(forum=forum, pinned=False).order_by("last_post_at", "pk")[PAGE]
    return "?" + urlencode({"after": f"0.{int(topic.last_post_at.timestamp() * 1_000_000)}.{topic.pk}"})


def sign_in() -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from network.models import Membership, Session
    from network.sealing import token_hash
    from network.sessions import SessionStore

    membership = Membership.objects.select_related("member").get(member__email="member0@authority.example")
    store = SessionStore()
    store[SESSION_KEY] = str(membership.member_id)
    store[BACKEND_SESSION_KEY] = "network.authentication.PasswordBackend"
    store[HASH_SESSION_KEY] = membership.member.get_session_auth_hash()
    store.save()
    Session.objects.filter(key_hash=token_hash(store.session_key)).update(
        member=membership.member, membership=membership, factor_at=timezone.now(), factor_kind="totp"
    )
    return store.session_key


class Counter:
    """Counts the statements that reach the database; what only opens or ends a transaction is none."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(NOT_COUNTED):
            self.statements.append(sql)
        return execute(sql, params, many, context)


@contextmanager
def counting() -> Any:
    from django.db import connection

    counter = Counter()
    with connection.execute_wrapper(counter):
        yield counter


def answer(path: str, cookie: str, data: dict[str, str] | None = None) -> dict[str, Any]:
    """Answer a request through the whole chain of middleware; count the statements before and after the answer."""
    from django.core.handlers.base import BaseHandler
    from django.test import RequestFactory

    handler = BaseHandler()
    handler.load_middleware()
    # The name of this installation, in its own words.
    factory = RequestFactory(HTTP_HOST="localhost", HTTP_COOKIE=cookie)
    request = factory.get(path) if data is None else factory.post(path, data)
    with counting() as before:
        response = handler.get_response(request)
        status = response.status_code
    with counting() as after:
        response.close()
    return {
        "status": status,
        "statements": len(before.statements),
        "after": len(after.statements),
        "sql": before.statements,
    }


def statements() -> dict[str, Any]:
    """Count the statements of each page and of a reply, by a process that has kept no name and no count."""
    from forum.names import forget

    where = visitor()
    found = {}
    for name in ("list", "last_list", "topic", "first", "last"):
        forget()
        found[name] = answer(where[name], where["cookie"])
    forget()
    reply = {"body": "Received with thanks.", "csrfmiddlewaretoken": CSRF, "once": token_urlsafe(16)}
    found["reply"] = answer(where["replies"][0], where["cookie"], reply)
    return found


def people() -> dict[str, Any]:
    """Say who may sign in with which password, for a rush of sign-ins."""
    from django.urls import reverse

    from benchmarks.fill import PASSWORD

    return {
        "address": reverse("network:sign_in"),
        "emails": [f"member{n}@authority.example" for n in range(1, 41)],
        "password": PASSWORD,
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"visitor": visitor, "statements": statements, "people": people}[sys.argv[1]]()))
