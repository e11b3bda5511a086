from followup.actions.before import answer_before, undo_before
from followup.actions.calendar import add_default_breaks
from followup.actions.contacts import correct_contact, log_contact, restore_contact, undo_contact
from followup.actions.occurrences import hold_meeting, mark_not_held, move_occurrence
from followup.actions.pathways import close_pathway, start_pathway
from followup.actions.planning import cancel_stopped, plan_missing, plan_next
from followup.actions.slots import (
    cancel_time,
    change_following,
    create_slot,
    drop_time,
    end_slot,
    fields_of,
    hold_time,
    move_time,
    said_of,
    undo_following,
    undo_slot,
    undo_time,
)
from followup.actions.undo import undo_close, undo_move, undo_settled, undo_start

__all__ = [
    "add_default_breaks",
    "answer_before",
    "cancel_stopped",
    "cancel_time",
    "change_following",
    "close_pathway",
    "correct_contact",
    "create_slot",
    "drop_time",
    "end_slot",
    "fields_of",
    "hold_meeting",
    "hold_time",
    "log_contact",
    "mark_not_held",
    "move_occurrence",
    "move_time",
    "plan_missing",
    "plan_next",
    "restore_contact",
    "said_of",
    "start_pathway",
    "undo_before",
    "undo_close",
    "undo_contact",
    "undo_following",
    "undo_move",
    "undo_settled",
    "undo_slot",
    "undo_start",
    "undo_time",
]
