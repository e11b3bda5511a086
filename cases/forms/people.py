from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.forms import DateField, HouseForm


class JoinForm(HouseForm):
    """`place`: class_team, ppr_advisor, or caseworker:<uuid of the child in the pathway>."""

    staff_member = forms.ModelChoiceField(label=_("Colleague"), queryset=None, empty_label=_("Choose a colleague"))
    place = forms.ChoiceField(label=_("As"))
    starts_on = DateField(label=_("From"))

    def __init__(self, *, staff, roles, children, **options):
        super().__init__(initial={"starts_on": timezone.localdate()}, **options)
        self.fields["staff_member"].queryset = staff
        self.fields["place"].choices = [(role, Role(role).label) for role in roles] + [
            (f"caseworker:{pc.uuid}", _("Caseworker of %(child)s") % {"child": pc.child.short_name}) for pc in children
        ]
