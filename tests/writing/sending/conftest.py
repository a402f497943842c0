"""Each test keeps its files in a folder of its own."""

import pytest


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"
