"""Fields that several forms of a group share."""

from django import forms
from django.utils.translation import gettext_lazy as _

TIME_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S", "%H%M"]


class TimeField(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **options):
        options.setdefault("error_messages", {"invalid": _("Write the time as hours and minutes, such as 16.30.")})
        super().__init__(input_formats=TIME_FORMATS, **options)


def named(items, blank=""):
    """Choices of a keyed list of the version, with an empty one first when it has words."""
    found = [(item.key, str(item.title)) for item in items]
    return [("", blank), *found] if blank else found
