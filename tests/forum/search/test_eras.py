"""The index of PostgreSQL whose lists end with an era: made by a migration of the rows there are, and by a rebuild."""

from importlib import import_module

import pytest
from django.db import connection

from forum.search.index import rebuild

migration = import_module("forum.migrations.0017_words_of_eras")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads its lists from the newest end."),
]


def index() -> list[str]:
    """Return how each index of words that there is was made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'forum_searchrow' AND indexdef LIKE '%gin%'")
        return [row[0] for row in cursor.fetchall()]


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def test_the_migration_makes_the_index_of_the_rows_there_are_and_takes_it_back(written, chloe, found):
    written("extradition of a witness", title="Dossier")
    made, bounds = index(), [setting(name) for name in migration.PATIENT]
    assert len(made) == 1
    with connection.schema_editor(atomic=False) as editor:
        migration.remove(None, editor)
    assert len(index()) == 1
    assert "(words, marks" in index()[0]
    with connection.schema_editor(atomic=False) as editor:
        migration.make(None, editor)
    assert index() == made
    assert [setting(name) for name in migration.PATIENT] == bounds
    assert found(chloe, "extradition") == ["Dossier"]


def test_what_broke_off_is_done_once_more(written, chloe, found):
    written("extradition of a witness", title="Dossier")
    made = index()
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX forum_searchwords_next ON forum_searchrow (stamp)")
    with connection.schema_editor(atomic=False) as editor:
        migration.make(None, editor)
    assert index() == made
    assert found(chloe, "extradition") == ["Dossier"]


def test_a_rebuild_makes_the_same_index(written, chloe, found):
    written("extradition of a witness", title="Dossier")
    made = index()
    rebuild()
    assert index() == made
    assert found(chloe, "extradition") == ["Dossier"]
