from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ticketing", "0002_append_only_audit")]

    operations = [
        migrations.AddField("shop", "catalogue_version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.RemoveConstraint("idempotentrequest", "answered_request_has_body"),
        migrations.RemoveField("idempotentrequest", "status"),
        migrations.RemoveField("idempotentrequest", "body"),
        # Requests are remembered for a day; those from before are forgotten.
        migrations.RunSQL("DELETE FROM ticketing_idempotentrequest", migrations.RunSQL.noop),
        migrations.AddField("idempotentrequest", "answer", models.JSONField(default=dict), preserve_default=False),
    ]
