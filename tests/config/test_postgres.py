"""A connection to PostgreSQL does not hold its thread for ever, whatever the line does."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from config.postgres import PatientConnection
from network import patience

pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="psycopg alone has such lines")


@pytest.fixture
def line(monkeypatch) -> Iterator[psycopg.Connection]:
    monkeypatch.setattr(patience, "_serving", True)
    given = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    words = make_conninfo(**{name: given[key] for name, key in names.items() if given.get(key)})
    with PatientConnection.connect(words, autocommit=True) as opened:
        yield opened


def test_an_answer_that_does_not_come_ends_the_connection_and_is_an_outage(line):
    began = time.monotonic()
    with patience.no_longer_than(0.3), pytest.raises(psycopg.OperationalError) as caught:
        line.execute("SELECT pg_sleep(3)")
    assert time.monotonic() - began < 2.5
    assert line.closed
    fault = connection.Database.OperationalError
    assert isinstance(caught.value, fault)
    assert type(caught.value).__name__ == "ConnectionTimeout"


def test_a_page_waits_so_long_in_all_and_not_for_each_statement(line):
    with patience.no_longer_than(0.5), pytest.raises(psycopg.errors.ConnectionTimeout):
        for _ in range(20):
            line.execute("SELECT pg_sleep(0.2)")


def test_other_faults_leave_the_connection_as_it_is(line):
    with patience.no_longer_than(5):
        with pytest.raises(psycopg.errors.UndefinedTable):
            line.execute("SELECT 1 FROM nothing_of_this_name")
        assert line.execute("SELECT 1").fetchone() == (1,)


def test_a_command_waits_as_long_as_it_takes(line, monkeypatch):
    monkeypatch.setattr(patience, "_serving", False)
    with patience.no_longer_than(0.1):
        line.execute("SELECT pg_sleep(0.3)")
