from followup.views.calendar import school_break_create, school_break_edit, school_calendar
from followup.views.meetings import meeting_detail, occurrence_hold
from followup.views.occurrences import occurrence_list, occurrence_move, occurrence_not_held
from followup.views.pathways import pathway_close, pathway_start

__all__ = [
    "meeting_detail",
    "occurrence_hold",
    "occurrence_list",
    "occurrence_move",
    "occurrence_not_held",
    "pathway_close",
    "pathway_start",
    "school_break_create",
    "school_break_edit",
    "school_calendar",
]
