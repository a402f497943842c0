import importlib

from django.db import migrations, models

# Of each row that matches, number and post are read, and of few the texts. PostgreSQL goes through a row from its
# beginning: where the texts come last, two thousand rows are found in some three quarters of the time. A column that
# is added comes last, so that these are taken away and added anew; the table is empty by then, and the index too: a job,
# or `rebuild_search`, makes both anew.
TEXTS = {
    "code": models.CharField(max_length=12),
    "language": models.CharField(max_length=8),
    "stamp": models.CharField(max_length=80),
    "words": models.TextField(),
    "marks": models.TextField(),
    "stems": models.TextField(),
    "readers": models.TextField(),
    "names": models.TextField(),
}
words_of_readers = importlib.import_module("forum.migrations.0014_words_of_readers")


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0014_words_of_readers"),
    ]

    operations = [
        migrations.RunPython(words_of_readers.remove, words_of_readers.make),
        *(migrations.RemoveField("searchrow", name) for name in TEXTS),
        *(migrations.AddField("searchrow", name, field) for name, field in TEXTS.items()),
        migrations.RunPython(words_of_readers.make, words_of_readers.remove),
    ]
