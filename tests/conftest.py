"""The set-up of every test: an installation of its own in a temporary folder, real database, real templates."""

import pytest

pytest_plugins = [
    "tests.personas",
    "tests.live.heard",
    "tests.browser.chromium",
    "tests.browser.firefox",
    "tests.access.world",
]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """A file in place of SQLite's memory: threads then meet the locks of real life, not those of one shared memory."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = tmp_path_factory.mktemp("database") / "test.sqlite3"


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Static addresses without a manifest: the front end need not be built for a test of a page."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def forgotten_names():
    """Names kept for a minute would outlive the rows of a test, whose numbers come again."""
    from forum.names import forget

    forget()
