from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("followup", "0014_timetable")]
    operations: list = []
