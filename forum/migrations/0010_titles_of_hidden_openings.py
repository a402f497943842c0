from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0009_exports'),
    ]

    operations = [
        # May be null so that SQLite adds a column: a copy of the table would have to make the triggers of 0007 again.
        migrations.AddField(
            model_name='searchrow',
            name='is_title',
            field=models.BooleanField(null=True),
        ),
    ]
