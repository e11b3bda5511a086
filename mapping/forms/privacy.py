from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import HouseForm


class PrivacyForm(HouseForm):
    parents = forms.ChoiceField(
        label=_("May the parents see it?"),
        choices=[("yes", _("Yes, they may see it")), ("no", _("No, it is kept from the parents"))],
        widget=forms.RadioSelect(attrs={"data-tiles": "wide"}),
        error_messages={"required": _("Choose one of the two.")},
    )
    because = forms.CharField(
        label=_("Why may they see it now?"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The child has said no. Write what has changed, for example what the child said to you and when."),
    )  # fmt: skip

    def __init__(self, *, voice, **options):
        super().__init__(initial={"parents": "no" if voice.hidden_from_parents else "yes"}, **options)
        if not voice.hidden_from_parents:
            del self.fields["because"]
