"""Every form of a parent group."""

from parentgroups.forms.calls import CallForm
from parentgroups.forms.families import CautionForm, ContactForm, InvitationForm, MoveForm, PaperForm, ReferralForm
from parentgroups.forms.groups import (
    GroupForm,
    GroupSessionForm,
    NewGroupForm,
    SeriesForm,
    SessionAddForm,
    SessionCancelForm,
    SessionMoveForm,
)
from parentgroups.forms.register import RegisterForm

__all__ = [
    "CallForm",
    "CautionForm",
    "ContactForm",
    "GroupForm",
    "GroupSessionForm",
    "InvitationForm",
    "MoveForm",
    "NewGroupForm",
    "PaperForm",
    "ReferralForm",
    "RegisterForm",
    "SeriesForm",
    "SessionAddForm",
    "SessionCancelForm",
    "SessionMoveForm",
]
