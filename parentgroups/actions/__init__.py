"""Every write of a parent group: the group and its series, its families, the register and the calls."""

from parentgroups.actions.calls import log_call, undo_call
from parentgroups.actions.cautions import add_caution, end_caution, reopen_caution
from parentgroups.actions.families import (
    answer_referral,
    complete_group,
    complete_parent,
    contact_parent,
    decline_group,
    invite_parent,
    join_group,
    put_on_waiting_list,
    stop_in_group,
    take_from_waiting_list,
    undo_move,
)
from parentgroups.actions.groups import create_group, edit_group, edit_session
from parentgroups.actions.recruitment import note_contact
from parentgroups.actions.registers import Received, Tap, receive_marks, save_register
from parentgroups.actions.series import add_session, cancel_session, missing_content, move_session, undo_series

__all__ = [
    "Received",
    "Tap",
    "add_caution",
    "add_session",
    "answer_referral",
    "cancel_session",
    "complete_group",
    "complete_parent",
    "contact_parent",
    "create_group",
    "decline_group",
    "edit_group",
    "edit_session",
    "end_caution",
    "invite_parent",
    "join_group",
    "log_call",
    "missing_content",
    "move_session",
    "note_contact",
    "put_on_waiting_list",
    "receive_marks",
    "save_register",
    "reopen_caution",
    "stop_in_group",
    "take_from_waiting_list",
    "undo_call",
    "undo_move",
    "undo_series",
]
