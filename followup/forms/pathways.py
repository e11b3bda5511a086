from django.utils.translation import gettext_lazy as _

from core.forms import DateField, HouseForm


class StartForm(HouseForm):
    starts_on = DateField(label=_("First day in the class"))
    planned_end_on = DateField(label=_("Planned last day"), required=False)
