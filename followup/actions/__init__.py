from followup.actions.before import answer_before, undo_before
from followup.actions.calendar import add_default_breaks
from followup.actions.occurrences import hold_meeting, mark_not_held, move_occurrence
from followup.actions.pathways import close_pathway, start_pathway
from followup.actions.planning import cancel_stopped, plan_missing, plan_next
from followup.actions.undo import undo_close, undo_move, undo_settled, undo_start

__all__ = [
    "add_default_breaks",
    "answer_before",
    "cancel_stopped",
    "close_pathway",
    "hold_meeting",
    "mark_not_held",
    "move_occurrence",
    "plan_missing",
    "plan_next",
    "start_pathway",
    "undo_before",
    "undo_close",
    "undo_move",
    "undo_settled",
    "undo_start",
]
