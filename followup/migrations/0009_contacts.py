from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("followup", "0008_meeting")]
    operations: list = []
