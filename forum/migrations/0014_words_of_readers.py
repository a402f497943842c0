import importlib

from django.db import migrations, models

# The words of a row stand in the index once for each of its readers (forum/search/tokens.py): whoever searches in one
# network does not pay for what all others wrote. On SQLite a view makes them of a row, and triggers put them into a
# list of FTS5; a migration that alters SearchRow has to drop the view before, and to make view and triggers again after
# it. Signs of every kind belong to a word: what is none was left out by forum/search/folding.py, in the same way for
# both databases. No places are kept: phrases are looked for in `words`. The list's pieces are joined by
# forum/search/index.py.
FTS5 = """
CREATE VIEW forum_searchterms (id, terms) AS
SELECT id, (
    SELECT group_concat(reader.value || '=' || word.value, ' ')
    FROM json_each('["' || replace(r.readers, ' ', '","') || '"]') AS reader
    CROSS JOIN json_each('["' || replace(trim(r.words || ' ' || ltrim(r.marks || ' ') || r.stems), ' ', '","') || '"]') AS word
) || ' ' || r.readers || ' ' || r.names
FROM forum_searchrow AS r;
CREATE VIRTUAL TABLE forum_searchwords USING fts5(
    terms, content='forum_searchterms', content_rowid='id', detail=none,
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
);
INSERT INTO forum_searchwords(forum_searchwords, rank) VALUES ('automerge', 0);
CREATE TRIGGER forum_searchrow_added AFTER INSERT ON forum_searchrow BEGIN
    INSERT INTO forum_searchwords(rowid, terms) SELECT id, terms FROM forum_searchterms WHERE id = new.id;
END;
CREATE TRIGGER forum_searchrow_removed BEFORE DELETE ON forum_searchrow BEGIN
    INSERT INTO forum_searchwords(forum_searchwords, rowid, terms)
    SELECT 'delete', id, terms FROM forum_searchterms WHERE id = old.id;
END;
CREATE TRIGGER forum_searchrow_changing BEFORE UPDATE OF id, words, marks, stems, readers, names ON forum_searchrow BEGIN
    INSERT INTO forum_searchwords(forum_searchwords, rowid, terms)
    SELECT 'delete', id, terms FROM forum_searchterms WHERE id = old.id;
END;
CREATE TRIGGER forum_searchrow_changed AFTER UPDATE OF id, words, marks, stems, readers, names ON forum_searchrow BEGIN
    INSERT INTO forum_searchwords(rowid, terms) SELECT id, terms FROM forum_searchterms WHERE id = new.id;
END;
"""
# On PostgreSQL the index holds what the function makes. It is dear on purpose: no plan shall make it anew row by row; and
# not for parallel plans: to call workers takes longer than a search, and rows would come in another order.
# Without a list of what waits to be put in (fastupdate), each search would read that list.
GIN = """
CREATE FUNCTION forum_search_terms(words text, marks text, stems text, readers text, names text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE COST 500
AS $$ BEGIN RETURN array_to_tsvector(array_remove(ARRAY(
    SELECT reader || '=' || word
    FROM unnest(string_to_array(readers, ' ')) AS reader,
    unnest(string_to_array(trim(words || ' ' || ltrim(marks || ' ') || stems), ' ')) AS word
) || string_to_array(readers || ' ' || names, ' '), '')); END $$;
CREATE INDEX forum_searchwords ON forum_searchrow
USING gin (forum_search_terms(words, marks, stems, readers, names)) WITH (fastupdate = off);
"""
MAKE = {"sqlite": FTS5, "postgresql": GIN}
# On PostgreSQL a rebuild that broke off leaves no index.
GONE = {
    "sqlite": """
DROP TRIGGER forum_searchrow_added;
DROP TRIGGER forum_searchrow_removed;
DROP TRIGGER forum_searchrow_changing;
DROP TRIGGER forum_searchrow_changed;
DROP TABLE forum_searchwords;
DROP VIEW forum_searchterms;
""",
    "postgresql": """
DROP INDEX IF EXISTS forum_searchwords;
DROP FUNCTION forum_search_terms(text, text, text, text, text);
""",
}
first_index = importlib.import_module("forum.migrations.0007_search_rows")
small_steps = importlib.import_module("forum.migrations.0011_what_the_rule_asks")


def _without(schema_editor, gone):
    """Take away the index, and what stands in it: a job, or `rebuild_search`, makes it anew."""
    vendor = schema_editor.connection.vendor
    first_index._run(schema_editor, gone[vendor])
    # What is deleted PostgreSQL would still put into the new index, for those who might see it yet.
    schema_editor.execute({"sqlite": "DELETE FROM", "postgresql": "TRUNCATE"}[vendor] + " forum_searchrow")


def end(apps, schema_editor):
    _without(schema_editor, first_index.GONE)


def make(apps, schema_editor):
    first_index._run(schema_editor, MAKE[schema_editor.connection.vendor])


def remove(apps, schema_editor):
    _without(schema_editor, GONE)


def return_to(apps, schema_editor):
    first_index.make(apps, schema_editor)
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(small_steps.STEPS.format(0))


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0013_zones_of_polls"),
    ]

    operations = [
        migrations.RunPython(end, return_to),
        migrations.AddField("searchrow", "readers", models.TextField(default=""), preserve_default=False),
        migrations.AddField("searchrow", "stems", models.TextField(default=""), preserve_default=False),
        migrations.AddField("searchrow", "marks", models.TextField(default=""), preserve_default=False),
        migrations.RunPython(make, remove),
    ]
