import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insight", "0002_walls"), ("programmes", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="insightfigure",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.programmeversion",
            ),
        ),
        migrations.RemoveConstraint(model_name="insightfigure", name="figure_once"),
        migrations.AddConstraint(
            model_name="insightfigure",
            constraint=models.UniqueConstraint(
                fields=("municipality", "indicator", "period", "unit", "side", "key", "version"),
                name="figure_once",
                nulls_distinct=False,
            ),
        ),
    ]
