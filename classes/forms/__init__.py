"""The forms of classes, by page."""

from classes.forms.base import CarryingForm, NameAsChoice, NamelessForm, UnfinishedField
from classes.forms.log import CoTeachingForm, ObservationForm, SessionForm
from classes.forms.roster import ClassForm, CorrectPupilForm, FetchForm, MoveForm, MoveUpForm, PupilForm, UploadForm
from classes.forms.selection import AssessmentForm, NominationForm, VoteForm, YesNoForm

__all__ = [
    "AssessmentForm",
    "CarryingForm",
    "ClassForm",
    "CoTeachingForm",
    "CorrectPupilForm",
    "FetchForm",
    "MoveForm",
    "MoveUpForm",
    "NameAsChoice",
    "NamelessForm",
    "NominationForm",
    "ObservationForm",
    "PupilForm",
    "SessionForm",
    "UnfinishedField",
    "UploadForm",
    "VoteForm",
    "YesNoForm",
]
