from followup.forms.calendar import SchoolBreakForm
from followup.forms.contacts import ContactForm
from followup.forms.meetings import DECISION_ROWS, HoldForm
from followup.forms.occurrences import AgreeForm, MoveForm, NotHeldForm
from followup.forms.pathways import StartForm
from followup.forms.slots import SlotForm, SlotHeldForm, SlotMoveForm

__all__ = [
    "AgreeForm",
    "ContactForm",
    "DECISION_ROWS",
    "HoldForm",
    "MoveForm",
    "NotHeldForm",
    "SchoolBreakForm",
    "SlotForm",
    "SlotHeldForm",
    "SlotMoveForm",
    "StartForm",
]
