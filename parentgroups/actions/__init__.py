"""Every write of a parent group: the group and its series, its families, the register and the calls."""

from parentgroups.actions.families import (
    complete_group,
    complete_parent,
    contact_parent,
    decline_group,
    invite_parent,
    join_group,
    stop_in_group,
)
from parentgroups.actions.groups import create_group, edit_group, edit_session
from parentgroups.actions.registers import log_call, save_register, undo_call

__all__ = [
    "complete_group",
    "complete_parent",
    "contact_parent",
    "create_group",
    "decline_group",
    "edit_group",
    "edit_session",
    "invite_parent",
    "join_group",
    "log_call",
    "save_register",
    "stop_in_group",
    "undo_call",
]
