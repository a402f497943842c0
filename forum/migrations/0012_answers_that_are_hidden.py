from django.db import migrations


def weigh_hidden_answers(apps, schema_editor):
    """Count no accepted answer that is hidden; a topic answered by none any more is open since that was hidden."""
    Topic, Post = apps.get_model("forum", "Topic"), apps.get_model("forum", "Post")
    RequestedBody = apps.get_model("forum", "RequestedBody")
    accepted = Post.objects.filter(accepted_at__isnull=False)
    hidden = accepted.filter(hidden_at__isnull=False).order_by("hidden_at")
    for topic_id, hidden_at in dict(hidden.values_list("topic_id", "hidden_at")).items():
        standing = accepted.filter(topic_id=topic_id, hidden_at=None).count()
        Topic.objects.filter(pk=topic_id).update(accepted_count=standing)
        lost = Topic.objects.filter(pk=topic_id, status="answered", stands_since__lte=hidden_at)
        if not standing and lost.update(status="open", stands_since=hidden_at):
            RequestedBody.objects.filter(topic_id=topic_id).update(is_open=True)


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0011_what_the_rule_asks'),
    ]

    operations = [
        migrations.RunPython(weigh_hidden_answers, migrations.RunPython.noop),
    ]
