from classes.actions.class_lists import apply_import, drop_old_drafts, keep_class_list
from classes.actions.log import (
    correct_session,
    log_session,
    restore_session,
    undo_co_teaching,
    undo_session,
    write_co_teaching,
)
from classes.actions.roster import add_class, add_pupil, correct_pupil, move_class_up, move_pupil, turn_class_names
from classes.actions.selection import (
    answer_selection,
    assess_class,
    decide_selection,
    nominate_class,
    vote_on_selection,
    withdraw_vote,
)

__all__ = [
    "add_class",
    "add_pupil",
    "answer_selection",
    "apply_import",
    "assess_class",
    "correct_pupil",
    "correct_session",
    "decide_selection",
    "drop_old_drafts",
    "keep_class_list",
    "log_session",
    "move_class_up",
    "move_pupil",
    "nominate_class",
    "restore_session",
    "turn_class_names",
    "undo_co_teaching",
    "undo_session",
    "vote_on_selection",
    "withdraw_vote",
    "write_co_teaching",
]
