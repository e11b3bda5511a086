from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_links_more")]
    operations: list = []
