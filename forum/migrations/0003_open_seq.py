"""Where no post has a code of its own, the highest number that lists show is the highest there is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_discussions")]

    operations = [
        migrations.RunSQL("UPDATE forum_topic SET open_seq = last_seq", migrations.RunSQL.noop),
    ]
