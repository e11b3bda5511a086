"""Pages of the parent track. Everything of a group that the person cannot see is a 404, the list itself too (E05)."""

from parentgroups.views.calls import call_create, call_undo
from parentgroups.views.families import (
    enrolment_create,
    enrolment_move,
    enrolment_promote,
    enrolment_undo,
    group_families,
)
from parentgroups.views.groups import group_complete, group_create, group_days, group_detail, group_edit, group_list
from parentgroups.views.invitations import invitation_paper, invitation_pdf
from parentgroups.views.recruitment import (
    caution_end,
    caution_list,
    caution_reopen,
    contact_create,
    enrolment_referral,
)
from parentgroups.views.series import (
    group_series,
    group_session_edit,
    series_undo,
    session_add,
    session_cancel,
    session_move,
    session_prepare,
)
from parentgroups.views.sessions import register_marks, register_paper, session_register

__all__ = [
    "call_create",
    "call_undo",
    "caution_end",
    "caution_list",
    "caution_reopen",
    "contact_create",
    "enrolment_create",
    "enrolment_move",
    "enrolment_promote",
    "enrolment_referral",
    "enrolment_undo",
    "group_complete",
    "group_create",
    "group_days",
    "group_detail",
    "group_edit",
    "group_families",
    "group_list",
    "group_series",
    "group_session_edit",
    "invitation_paper",
    "invitation_pdf",
    "register_marks",
    "register_paper",
    "series_undo",
    "session_add",
    "session_cancel",
    "session_move",
    "session_prepare",
    "session_register",
]
