"""Who had replied, what stands answered, and the legal bases as they are looked for, of the topics that there are."""

from django.db import migrations

from forum.legal import legal_key

AT_ONCE = 2_000
REPLIED = """
UPDATE forum_topic SET replied_at = (
    SELECT MIN(p.created_at) FROM forum_post p
    WHERE p.topic_id = forum_topic.id AND p.author_id <> forum_topic.author_id AND p.code = '')
"""
# When it was answered stands nowhere: not before the last post of that time.
ANSWERED = "UPDATE forum_topic SET stands_since = last_post_at WHERE status = 'answered'"


def know_legal_bases(apps, schema_editor):
    topics = apps.get_model("forum", "Topic").objects
    last = 0
    while some := list(topics.filter(pk__gt=last).exclude(legal_basis="").order_by("pk")[:AT_ONCE]):
        for topic in some:
            topic.legal_key = legal_key(topic.legal_basis)
        topics.bulk_update(some, ["legal_key"])
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [("forum", "0004_turns_and_filters")]

    operations = [
        migrations.RunSQL(REPLIED, migrations.RunSQL.noop),
        migrations.RunSQL(ANSWERED, migrations.RunSQL.noop),
        migrations.RunPython(know_legal_bases, migrations.RunPython.noop),
    ]
