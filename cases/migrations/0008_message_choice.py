from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_agreement")]
    operations = [
        migrations.AddField(
            "parent",
            "message_choice",
            models.CharField(
                blank=True,
                choices=[("sms", "SMS"), ("mail", "e-mail"), ("none", "no messages")],
                default="",
                max_length=4,
                verbose_name="messages",
            ),
        ),
        migrations.AddField("parent", "chosen_on", models.DateField(blank=True, editable=False, null=True)),
        migrations.AddField("parent", "stopped_at", models.DateTimeField(blank=True, editable=False, null=True)),
    ]
