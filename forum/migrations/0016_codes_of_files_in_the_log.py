from django.db import migrations, models

STRICTEST_FIRST = ["RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"]
NARROW = STRICTEST_FIRST[:2]


def bind(apps, schema_editor):
    """What was said of a post that has a stricter file may have been said of the file: it is for no more than read that."""
    acts = apps.get_model("forum", "ModerationAct").objects.filter(act="code_raised", post__attachments__code__gt="")
    for act in acts.distinct():
        codes = act.post.attachments.exclude(code="").values_list("code", flat=True)
        act.file_code = min(codes, key=STRICTEST_FIRST.index)
        act.save(update_fields=["file_code"])


def open_again(apps, schema_editor):
    """Without the column the network would read of files that are for few: no more than that there was something."""
    apps.get_model("forum", "ModerationAct").objects.filter(file_code__in=NARROW).update(reason="", post=None, topic=None)


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0015_texts_behind_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="moderationact",
            name="file_code",
            field=models.CharField(
                blank=True,
                choices=[
                    ("RED", "TLP:RED"),
                    ("AMBER+STRICT", "TLP:AMBER+STRICT"),
                    ("AMBER", "TLP:AMBER"),
                    ("GREEN", "TLP:GREEN"),
                    ("CLEAR", "TLP:CLEAR"),
                ],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
        migrations.RunPython(bind, open_again),
    ]
