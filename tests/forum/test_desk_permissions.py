"""The parts of which the desk's lists are made show nothing beyond the rule, each taken alone."""

import pytest

from forum.desk import _asked, _waits_for
from forum.models import Topic
from tests.factories import forum as make


@pytest.fixture
def asked(ocean, ana, mali):
    """A topic of Ana's network that names Mali, which has nobody in it, and waits on it."""
    return make.topic(
        make.forum(ocean), ana.membership, status="waiting", waiting_body=mali.body, requested=[mali.body]
    )


def test_a_state_outside_the_network_is_not_waited_for_on_its_desk(asked, dara, chloe):
    assert not Topic.objects.filter(_waits_for(dara.membership)).exists()
    Topic.objects.filter(pk=asked.pk).update(waiting_body=chloe.membership.authority.body)
    assert Topic.objects.filter(_waits_for(chloe.membership)).exists()


def test_an_office_outside_the_network_is_not_asked_on_its_desk(asked, dara, chloe):
    assert not Topic.objects.filter(_asked(dara.membership)).exists()
    asked.requested.update(body=chloe.membership.authority.body)
    assert Topic.objects.filter(_asked(chloe.membership)).exists()
