from followup.views.calendar import school_break_create, school_break_edit, school_calendar
from followup.views.contacts import (
    child_contact_list,
    contact_edit,
    contact_start,
    contact_undo,
    pathway_contact_create,
    pathway_contact_list,
)
from followup.views.meetings import meeting_detail, occurrence_hold
from followup.views.occurrences import occurrence_list, occurrence_move, occurrence_not_held
from followup.views.pathways import pathway_close, pathway_start
from followup.views.slots import (
    slot_cancel,
    slot_create,
    slot_day,
    slot_edit,
    slot_end,
    slot_held,
    slot_list,
    slot_not_held,
)

__all__ = [
    "child_contact_list",
    "contact_edit",
    "contact_start",
    "contact_undo",
    "meeting_detail",
    "occurrence_hold",
    "occurrence_list",
    "occurrence_move",
    "occurrence_not_held",
    "pathway_close",
    "pathway_contact_create",
    "pathway_contact_list",
    "pathway_start",
    "school_break_create",
    "school_break_edit",
    "school_calendar",
    "slot_cancel",
    "slot_create",
    "slot_day",
    "slot_edit",
    "slot_end",
    "slot_held",
    "slot_list",
    "slot_not_held",
]
