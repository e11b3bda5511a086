from django.db import migrations

from core.tenancy import EnableTenant


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_initial"), ("accounts", "0002_walls")]
    operations = [EnableTenant("InsightFigure", write="(select app.has_role('system'))", audit=False)]
