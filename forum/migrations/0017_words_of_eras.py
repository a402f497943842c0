import importlib

from django.db import migrations, transaction

# In PostgreSQL a list of words ends with an era of 1,024 days (forum/search/tokens.py): whoever looks for the newest
# thousand of a rare word does not go through those of all years. SQLite reads its lists from the newest end. The rows
# stay as they are. The index is made anew of them beside the one there is, while others search and write; only then does
# it take its place, in a moment.
FUNCTION = """
CREATE OR REPLACE FUNCTION forum_search_terms({declared}words text, marks text, stems text, readers text, names text)
RETURNS tsvector LANGUAGE plpgsql IMMUTABLE COST 500
AS $$ BEGIN RETURN array_to_tsvector(array_remove(ARRAY(
    SELECT reader || {era}'=' || word
    FROM unnest(string_to_array(readers, ' ')) AS reader,
    unnest(string_to_array(trim(words || ' ' || ltrim(marks || ' ') || stems), ' ')) AS word
) || string_to_array(readers || ' ' || names, ' '), '')); END $$;
"""
INDEX = """
DROP INDEX IF EXISTS forum_searchwords_next;
CREATE INDEX CONCURRENTLY forum_searchwords_next ON forum_searchrow
USING gin (forum_search_terms({given}words, marks, stems, readers, names)) WITH (fastupdate = off);
"""
EXCHANGE = """
DROP INDEX IF EXISTS forum_searchwords;
ALTER INDEX forum_searchwords_next RENAME TO forum_searchwords;
DROP FUNCTION IF EXISTS forum_search_terms({gone}text, text, text, text, text);
"""
WITHOUT = {"declared": "", "era": "", "given": "", "gone": "bigint, "}
# An era in milliseconds; no row is older than 1970.
WITH = {"declared": "id bigint, ", "era": "'y' || id / 88473600000 || ", "given": "id, ", "gone": ""}
# An index that is made beside others waits for those who write; a page would not.
PATIENT = {"statement_timeout": "0", "lock_timeout": "0", "maintenance_work_mem": "256MB"}
first_index = importlib.import_module("forum.migrations.0007_search_rows")


def _make(schema_editor, what):
    """Make the index, in steps of which each may be done once more where one broke off."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting || coalesce(unit, '') FROM pg_settings WHERE name = ANY(%s)", [list(PATIENT)])
        before = dict(cursor.fetchall())
    try:
        _set(connection, PATIENT)
        first_index._run(schema_editor, FUNCTION.format(**what))
        first_index._run(schema_editor, INDEX.format(**what))
    finally:
        _set(connection, before)
    with transaction.atomic(connection.alias):
        first_index._run(schema_editor, EXCHANGE.format(**what))


def _set(connection, settings):
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])


def make(apps, schema_editor):
    _make(schema_editor, WITH)


def remove(apps, schema_editor):
    _make(schema_editor, WITHOUT)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("forum", "0016_codes_of_files_in_the_log"),
    ]

    operations = [
        migrations.RunPython(make, remove, atomic=False),
    ]
