import importlib

from django.db import migrations

# In PostgreSQL a list of words ends with an era of 1,024 days (forum/search/tokens.py): whoever looks for the newest
# thousand of a rare word does not go through those of all years. SQLite reads its lists from the newest end. The rows
# stay as they are; the index is made anew of them, which takes a minute or two for some hundred thousand.
GONE = """
DROP INDEX IF EXISTS forum_searchwords;
DROP FUNCTION forum_search_terms({});
"""
MAKE = """
CREATE FUNCTION forum_search_terms({declared}words text, marks text, stems text, readers text, names text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE COST 500
AS $$ BEGIN RETURN array_to_tsvector(array_remove(ARRAY(
    SELECT reader || {era}'=' || word
    FROM unnest(string_to_array(readers, ' ')) AS reader,
    unnest(string_to_array(trim(words || ' ' || ltrim(marks || ' ') || stems), ' ')) AS word
) || string_to_array(readers || ' ' || names, ' '), '')); END $$;
CREATE INDEX forum_searchwords ON forum_searchrow
USING gin (forum_search_terms({given}words, marks, stems, readers, names)) WITH (fastupdate = off);
"""
TEXTS = "text, text, text, text, text"
# As many milliseconds as an era has; no row is older than 1970.
WITHOUT = {"declared": "", "era": "", "given": ""}
WITH = {"declared": "id bigint, ", "era": "'y' || id / 88473600000 || ", "given": "id, "}
first_index = importlib.import_module("forum.migrations.0007_search_rows")


def _make(schema_editor, gone, what):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET LOCAL statement_timeout = 0")
        schema_editor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        first_index._run(schema_editor, GONE.format(gone) + MAKE.format(**what))


def make(apps, schema_editor):
    _make(schema_editor, TEXTS, WITH)


def remove(apps, schema_editor):
    _make(schema_editor, f"bigint, {TEXTS}", WITHOUT)


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0016_codes_of_files_in_the_log"),
    ]

    operations = [
        migrations.RunPython(make, remove),
    ]
