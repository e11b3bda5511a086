from followup.forms.calendar import SchoolBreakForm
from followup.forms.meetings import DECISION_ROWS, HoldForm
from followup.forms.occurrences import MoveForm, NotHeldForm
from followup.forms.pathways import CloseForm, StartForm

__all__ = ["DECISION_ROWS", "CloseForm", "HoldForm", "MoveForm", "NotHeldForm", "SchoolBreakForm", "StartForm"]
