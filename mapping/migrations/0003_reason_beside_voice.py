"""The reason why a voice is missing may stand, in the side that wrote it, beside the voice that comes later from the other."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("mapping", "0002_walls")]
    operations = [
        migrations.RemoveConstraint("Perspective", "one_voice_of_child_and_parents"),
        migrations.AddConstraint(
            "Perspective",
            models.UniqueConstraint(
                fields=["mapping", "pathway_child", "informant"],
                condition=Q(informant__in=["child", "parent"], obtained_on__isnull=False),
                name="one_voice_of_child_and_parents",
            ),
        ),
    ]
