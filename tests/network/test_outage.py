"""A full disk and a database that is away are answered in words, and nothing is saved by halves."""

import errno
import logging
import sqlite3
import time
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from django.utils import timezone
from psycopg_pool import PoolTimeout

from network import patience
from network.masking import MaskTokens
from network.models import Body, Session
from network.outage import Outage, fields_to_repeat, outage_behind, unless_away
from network.passwords import TooBusy

TEXT = "The request was returned because the translation of annex 3 was missing."
fault: dict[str, Exception | None] = {"view": None}


def act(request):
    """A page of the test: it meets the fault that the test has set."""
    if fault["view"] is not None:
        raise fault["view"]
    return HttpResponse("done")


urlpatterns = [path("act/", act, name="act"), path("", include("config.urls"))]
handler404 = "network.views.refusals.not_found"
handler500 = "network.views.refusals.broken"


def from_driver(cause: Exception, kind: type[Exception] = OperationalError) -> Exception:
    """What Django raises when the driver raises CAUSE."""
    error = kind(str(cause))
    error.__cause__ = cause
    return error


def sqlite_fault(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("said by SQLite")
    error.sqlite_errorcode = code
    return error


def closed_connection() -> Exception:
    return from_driver(psycopg.InterfaceError("the connection is closed"), InterfaceError)


OUTAGES = [
    (from_driver(sqlite_fault(13)), Outage.DISK),
    (from_driver(sqlite_fault(5)), Outage.DATABASE),
    (from_driver(sqlite_fault(10 | (12 << 8))), Outage.DATABASE),
    (from_driver(psycopg.errors.DiskFull("no space left on device")), Outage.DISK),
    (from_driver(psycopg.errors.AdminShutdown("terminating")), Outage.DATABASE),
    (from_driver(psycopg.errors.QueryCanceled("statement timeout")), Outage.DATABASE),
    (from_driver(psycopg.errors.ConnectionFailure("gone")), Outage.DATABASE),
    (from_driver(psycopg.OperationalError("consuming input failed: server closed the connection")), Outage.DATABASE),
    (from_driver(PoolTimeout("no connection within 10 s")), Outage.DATABASE),
    (closed_connection(), Outage.DATABASE),
    (OSError(errno.ENOSPC, "No space left on device"), Outage.DISK),
]
MISTAKES = [
    from_driver(sqlite_fault(1)),
    from_driver(sqlite3.IntegrityError("UNIQUE constraint failed"), IntegrityError),
    from_driver(psycopg.errors.UndefinedTable("relation does not exist"), DatabaseError),
    OSError(errno.ENOENT, "No such file"),
    ValueError("a mistake"),
    None,
]


@pytest.mark.parametrize(("error", "outage"), OUTAGES, ids=lambda given: str(getattr(given, "__cause__", given)))
def test_what_the_driver_says_is_understood(error, outage):
    assert outage_behind(error) is outage


@pytest.mark.parametrize("error", MISTAKES, ids=repr)
def test_a_mistake_in_the_code_is_no_outage(error):
    assert outage_behind(error) is None


@pytest.fixture(autouse=True)
def nobody_waited(monkeypatch):
    monkeypatch.setattr("network.outage._asked_again_at", 0.0)


@pytest.fixture
def meet():
    """Make the test's page meet a fault: `meet(error)`."""
    yield lambda error: fault.update(view=error)
    fault.update(view=None)


@pytest.fixture
def browser(ana) -> Client:
    ana.client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        yield ana.client


def test_a_full_disk_is_said_in_words_with_507(browser, meet):
    meet(from_driver(sqlite_fault(13)))
    answer = browser.post("/act/", {"body": TEXT})
    assert answer.status_code == 507
    assert "disk is full" in answer.content.decode()
    assert "Nothing was saved" in answer.content.decode()


def test_a_database_that_is_away_is_said_with_503_and_when_to_come_back(browser, meet):
    meet(from_driver(psycopg.errors.AdminShutdown("terminating")))
    answer = browser.get("/act/")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"


def test_a_mistake_in_the_code_stays_a_500(browser, meet):
    meet(ValueError("a mistake"))
    assert browser.get("/act/").status_code == 500


def test_a_script_is_answered_with_data(browser, meet):
    meet(from_driver(sqlite_fault(13)))
    answer = browser.post("/act/", {"body": TEXT}, headers={"X-Part": "1"})
    assert (answer.status_code, answer["Content-Type"]) == (507, "application/json")
    assert answer.json()["text"]


def test_the_page_gives_back_what_was_written_so_that_it_can_be_sent_again(browser, meet):
    meet(from_driver(sqlite_fault(5)))
    page = browser.post("/act/", {"body": TEXT, "key": "k" * 22}).content.decode()
    assert TEXT in page
    assert f'name="key" value="{"k" * 22}"' in page


def test_a_handling_code_is_no_secret_and_the_token_of_the_form_is_nothing_that_was_written(browser, meet):
    meet(from_driver(sqlite_fault(13)))
    page = browser.post("/act/", {"csrfmiddlewaretoken": "t" * 64, "body": TEXT, "code": "AMBER"}).content.decode()
    assert TEXT in page
    assert '<input type="hidden" name="code" value="AMBER">' in page
    assert page.count("<textarea") == 1


@pytest.mark.parametrize("path", ["/second-factor/", "/arrival/", "/enrol/code/", "/invented/"])
def test_a_one_time_code_is_not_repeated(path):
    assert fields_to_repeat(RequestFactory().post(path, {"code": "123456", "next": "/"})) == []


def test_the_page_does_not_repeat_a_password(browser, meet):
    meet(from_driver(sqlite_fault(5)))
    page = browser.post("/act/", {"email": "ana@authority.example", "password": "correct horse battery"})
    assert b"correct horse" not in page.content
    assert b"ana@authority" not in page.content


def test_the_page_does_not_show_what_a_foreign_page_sent(browser, meet):
    meet(from_driver(sqlite_fault(5)))
    answer = browser.post("/act/", {"body": TEXT}, headers={"Origin": "https://elsewhere.example"})
    assert TEXT not in answer.content.decode()


def test_a_database_that_is_away_before_the_gate_is_said_in_the_same_words(browser, monkeypatch):
    def away(self):
        raise from_driver(psycopg.OperationalError("connection refused"))

    monkeypatch.setattr("network.sessions.SessionStore.load", away)
    answer = browser.post("/act/", {"body": TEXT})
    assert answer.status_code == 503
    assert TEXT in answer.content.decode()


def test_the_page_of_an_outage_asks_the_database_nothing(browser, meet, django_assert_num_queries):
    browser.get("/act/")
    meet(from_driver(sqlite_fault(5)))
    with django_assert_num_queries(1):  # the session
        assert browser.get("/act/").status_code == 503


def test_a_page_is_read_though_the_last_use_of_the_session_cannot_be_noted(browser, ana, monkeypatch):
    def full(self, **values):
        raise from_driver(sqlite_fault(13))

    Session.objects.filter(membership=ana.membership).update(used_at=timezone.now() - timedelta(minutes=2))
    monkeypatch.setattr("django.db.models.query.QuerySet.update", full)
    assert browser.get("/act/").status_code == 200


@pytest.mark.parametrize(
    "wait", [PoolTimeout("no connection"), psycopg.errors.ConnectionTimeout("no answer")], ids=repr
)
def test_after_one_request_waited_in_vain_the_next_is_refused_at_once_and_health_still_answers(
    browser, meet, django_assert_num_queries, wait
):
    meet(from_driver(wait))
    assert browser.get("/act/").status_code == 503
    meet(None)
    with django_assert_num_queries(0):
        assert browser.get("/act/").status_code == 503
    assert browser.get("/health/live").status_code == 200


def test_a_second_later_the_database_is_asked_again(browser, meet, monkeypatch):
    meet(from_driver(PoolTimeout("no connection within 2 s")))
    browser.get("/act/")
    meet(None)
    later = time.monotonic() + 1.1
    monkeypatch.setattr("network.outage.time.monotonic", lambda: later)
    assert browser.get("/act/").status_code == 200


def test_every_page_is_bounded():
    assert "network.patience.PatienceMiddleware" in settings.MIDDLEWARE


def test_a_rush_of_sign_ins_is_said_with_503(browser, meet):
    meet(TooBusy())
    answer = browser.get("/act/")
    assert (answer.status_code, "Retry-After" in answer) == (503, True)
    assert "sign in" in answer.content.decode()


def record_of(error: Exception) -> logging.LogRecord:
    """What Django logs of a request that met ERROR, as it is printed."""
    found = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s", ("Failed", "/topics/"), None)
    found.exc_info = (type(error), error, None)
    MaskTokens().filter(found)
    return found


def test_the_log_of_an_outage_is_one_line():
    found = record_of(from_driver(sqlite_fault(13)))
    assert (found.exc_info, found.levelname) == (None, "WARNING")
    assert found.getMessage() == "Failed: /topics/ (disk: OperationalError)"


def test_the_log_of_a_mistake_keeps_its_trace():
    assert record_of(ValueError("a mistake")).exc_info is not None


def test_only_an_outage_is_done_without():
    with pytest.raises(ValueError, match="mistake"), unless_away("a test"):
        raise ValueError("a mistake")
    with unless_away("a test"):
        raise from_driver(sqlite_fault(13))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="limits the pages of a SQLite file")
def test_a_real_full_database_keeps_nothing_by_halves_and_goes_on_when_there_is_room(db):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
        try:
            before = Body.objects.count()
            with pytest.raises(OperationalError) as full:
                Body.objects.bulk_create(
                    [Body(key=f"X{n}", kind="state", names={"en": "x" * 3000}, source="test") for n in range(200)]
                )
            assert outage_behind(full.value) is Outage.DISK
            assert Body.objects.count() == before
        finally:
            cursor.execute("PRAGMA max_page_count = 4294967294")
    Body.objects.create(key="XR", kind="state", names={"en": "room"}, source="test")


def test_only_what_serves_is_in_a_hurry_and_a_page_has_so_long_in_all(monkeypatch):
    waits = []

    def page(_request):
        waits.append(patience.longest_wait())
        patience.note_waited(patience.PAGE - 1)
        waits.append(patience.longest_wait())
        return HttpResponse("done")

    shown = patience.PatienceMiddleware(page)
    monkeypatch.setattr(patience, "_serving", False)
    shown(RequestFactory().get("/act/"))
    monkeypatch.setattr(patience, "_serving", True)
    shown(RequestFactory().get("/act/"))
    waits.append(patience.longest_wait())
    assert waits == [None, None, patience.STATEMENT, 1.0, patience.STATEMENT]
