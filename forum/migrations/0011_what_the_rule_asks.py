from django.db import migrations

# What the rule asks of a post and of its topic, beside their numbers: whether a thousand posts may be read is answered
# from these indexes alone, and not from the rows, in which whole texts lie between. On PostgreSQL only: in SQLite a row
# lies with its number, and there is nothing to be won.
COLUMNS = {
    "post": ("topic_id", "author_id", "code", "hidden_at"),
    "topic": ("merged_into_id", "code", "network_id", "forum_id", "asked_by_id"),
}

# SQLite's list of words joins its pieces in small steps, after each post (forum/search/index.py), and not many at once
# while whoever writes next waits.
STEPS = "INSERT INTO forum_searchwords(forum_searchwords, rank) VALUES ('automerge', {})"


def make(apps, schema_editor):
    for name, columns in COLUMNS.items() if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(
            f"CREATE INDEX {name}_as_the_rule_asks ON forum_{name} (id) INCLUDE ({', '.join(columns)})"
        )
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(STEPS.format(0))


def remove(apps, schema_editor):
    for name in COLUMNS if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(f"DROP INDEX {name}_as_the_rule_asks")
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(STEPS.format(4))


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0010_titles_of_hidden_openings'),
    ]

    operations = [migrations.RunPython(make, remove)]
