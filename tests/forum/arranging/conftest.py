"""Two networks with a coordinator of both, a thread to be split, another topic to merge it with."""

import pytest
from django.utils import timezone

from forum.actions import add_post
from tests.factories import forum as make


@pytest.fixture
def there(sahel):
    return make.forum(sahel, "there")


@pytest.fixture
def elsewhere(ocean):
    return make.forum(ocean, "elsewhere")


@pytest.fixture
def thread(ana, ben, chloe, requests):
    """A topic with the opening 1; 2 and its answers 3 and 5; 4; and 6, which answers 4."""
    topic = make.topic(requests, ana.membership)
    two = add_post(author=ben.membership, topic=topic, body="Two.")
    three = add_post(author=chloe.membership, topic=topic, body="Three.", parent=two)
    four = add_post(author=ana.membership, topic=topic, body="Four.")
    add_post(author=ana.membership, topic=topic, body="Five.", parent=three)
    add_post(author=ben.membership, topic=topic, body="Six.", parent=four)
    topic.refresh_from_db()
    return topic


@pytest.fixture
def other(requests, chloe):
    before = timezone.now() - timezone.timedelta(days=1)
    return make.topic(requests, chloe.membership, posts=2, title="The same again", at=before)
