from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_goal_drawings")]
    operations: list = []
