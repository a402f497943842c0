"""Health answers without sign-in and without detail; readiness fails with the part that fails."""

from contextlib import nullcontext

import pytest

from home.views import health
from network import patience


class Mute:
    def execute(self, _statement):
        pass


@pytest.fixture
def all_well(monkeypatch, db):
    monkeypatch.setattr(health, "CHECKS", {name: lambda: True for name in health.CHECKS})


def test_a_living_process_says_ok_to_anybody(anonymous, db):
    answer = anonymous.get("/health/live")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_it_is_ready_when_all_parts_are(anonymous, all_well):
    assert anonymous.get("/health/ready").status_code == 200


@pytest.mark.parametrize("part", sorted(health.CHECKS))
def test_it_is_not_ready_without_one_part_and_does_not_say_which(anonymous, all_well, monkeypatch, part, caplog):
    monkeypatch.setitem(health.CHECKS, part, lambda: False)
    answer = anonymous.get("/health/ready")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    assert answer["Retry-After"]
    assert part in caplog.text


def test_without_a_worker_it_is_not_ready(anonymous, db):
    """No worker has ever beaten in a fresh database."""
    assert anonymous.get("/health/ready").status_code == 503


def test_a_database_that_answers_late_is_waited_for_two_seconds_only(monkeypatch):
    waits = []
    monkeypatch.setattr(patience, "_serving", True)
    monkeypatch.setattr(
        health.connection, "cursor", lambda: waits.append(patience.longest_wait()) or nullcontext(Mute())
    )
    assert health._database()
    assert waits == [health.LONGEST_ANSWER]
