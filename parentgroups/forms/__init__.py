"""Every form of a parent group."""

from parentgroups.forms.calls import CallForm
from parentgroups.forms.families import InvitationForm, MoveForm
from parentgroups.forms.groups import GroupForm, GroupSessionForm, NewGroupForm
from parentgroups.forms.register import RegisterForm

__all__ = [
    "CallForm",
    "GroupForm",
    "GroupSessionForm",
    "InvitationForm",
    "MoveForm",
    "NewGroupForm",
    "RegisterForm",
]
