"""Browsers of the people, set up for sealed messages."""

import pytest

from tests.messaging.browsers import SealedBrowser, Talk


@pytest.fixture
def ana_at(ana) -> SealedBrowser:
    return SealedBrowser(ana).register()


@pytest.fixture
def chloe_at(chloe) -> SealedBrowser:
    return SealedBrowser(chloe).register()


@pytest.fixture
def dara_at(dara) -> SealedBrowser:
    return SealedBrowser(dara).register()


@pytest.fixture
def talk(ana_at, chloe_at) -> Talk:
    """Ana and Chloé."""
    return Talk(ana_at, chloe_at)
