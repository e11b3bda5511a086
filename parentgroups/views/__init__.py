"""Pages of the parent track. Everything of a group that the person cannot see is a 404, the list itself too (E05)."""

from parentgroups.views.calls import call_create, call_undo
from parentgroups.views.families import enrolment_create, enrolment_move
from parentgroups.views.groups import group_complete, group_create, group_detail, group_edit, group_list
from parentgroups.views.series import group_session_edit
from parentgroups.views.sessions import register_marks, register_paper, session_register

__all__ = [
    "call_create",
    "call_undo",
    "enrolment_create",
    "enrolment_move",
    "group_complete",
    "group_create",
    "group_detail",
    "group_edit",
    "group_list",
    "group_session_edit",
    "register_marks",
    "register_paper",
    "session_register",
]
