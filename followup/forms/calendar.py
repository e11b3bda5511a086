from django.utils.translation import gettext_lazy as _

from core.forms import DateField, HouseModelForm
from followup.models import SchoolBreak


class SchoolBreakForm(HouseModelForm):
    starts_on = DateField(label=_("First day without school"))
    ends_on = DateField(label=_("Last day without school"))

    class Meta:
        model = SchoolBreak
        fields = ["name", "starts_on", "ends_on"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("For example Efterårsferie")}

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not be before the first."))
        return data
