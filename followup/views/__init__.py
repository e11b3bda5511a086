from followup.views.calendar import school_break_create, school_break_edit, school_calendar
from followup.views.contacts import (
    child_contact_list,
    contact_edit,
    contact_start,
    contact_undo,
    pathway_contact_create,
    pathway_contact_list,
)
from followup.views.decisions import decision_measure
from followup.views.meetings import (
    meeting_decisions,
    meeting_detail,
    meeting_hold,
    meeting_pdf,
    occurrence_hold,
)
from followup.views.network import network_edit, network_list
from followup.views.occurrences import occurrence_list, occurrence_move, occurrence_not_held
from followup.views.pathways import pathway_start
from followup.views.planning import (
    meeting_cancel,
    meeting_change,
    meeting_invite,
    meeting_lead,
    meeting_plan,
    occurrence_plan,
)
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
    "decision_measure",
    "meeting_cancel",
    "meeting_change",
    "meeting_decisions",
    "meeting_detail",
    "meeting_hold",
    "meeting_invite",
    "meeting_lead",
    "meeting_pdf",
    "meeting_plan",
    "network_edit",
    "network_list",
    "occurrence_hold",
    "occurrence_list",
    "occurrence_move",
    "occurrence_not_held",
    "occurrence_plan",
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
