"""A post of Chloe's whose text must go."""

import pytest

from tests.factories import forum as make
from tests.forum.erasing.things import SECRET


@pytest.fixture
def post(topic, chloe):
    return make.post(topic, chloe.membership, SECRET)
