"""What the tests of the forum stand on, and how they count statements."""

from contextlib import contextmanager

import pytest
from django.db import connection

from tests.factories import forum as make

# What is counted is every statement of the page: not the transaction's frame, and not the mark that is written after
# the response has left.
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
AFTER = "INSERT INTO forum_readmark"


@pytest.fixture
def requests(ocean):
    """The forum "requests" of Ana's network."""
    return make.forum(ocean)


@pytest.fixture
def topic(requests, ana):
    """Ana's question with three posts of hers."""
    return make.topic(requests, ana.membership, posts=3)


@pytest.fixture
def statements():
    """Count the statements inside `with statements() as made:`."""

    @contextmanager
    def counting():
        made = []

        def note(execute, sql, params, many, context):
            if not sql.strip().startswith((*FRAME, AFTER)):
                made.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield made

    return counting
