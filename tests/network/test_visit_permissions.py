"""Who may do what in a visit of the secretariat."""

from datetime import timedelta

import pytest
from django.utils import timezone

from network.access import can_end_visit, can_log_reading
from network.actions.visits import start_visit
from network.guard import can
from network.models import Visit


@pytest.fixture
def visit(sam, ocean) -> Visit:
    return start_visit(actor=sam.membership, network=ocean, reason="A complaint about moderation.", hours=2)


def test_a_reading_is_noted_in_one_s_own_visit_only(visit, sam, sara):
    assert can(can_log_reading, sam.membership, visit)
    assert not can(can_log_reading, sara.membership, visit)


def test_nothing_is_noted_in_a_visit_that_is_over(visit, sam):
    visit.since, visit.until = timezone.now() - timedelta(hours=3), timezone.now() - timedelta(hours=1)
    visit.save()
    assert not can(can_log_reading, sam.membership, visit)


def test_a_visit_is_ended_by_nobody_else(visit, sam, sara, cora):
    assert can(can_end_visit, sam.membership, visit)
    assert not can(can_end_visit, sara.membership, visit)
    assert not can(can_end_visit, cora.membership, visit)
