from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FAMILIES_READ, HouseForm
from core.uploads import PICTURES, accept, clean_upload


class GoalDrawingForm(HouseForm):
    """The drawing or a photo of it, what is on it, and whether the parents may see it: the child is asked."""

    own_words = ("words",)

    file = forms.FileField(
        label=_("The drawing, or a photo of it"),
        help_text=_("JPG or PNG, at most 20 MB. It loses its place and time."),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": accept(PICTURES)}),
        error_messages={
            "required": _("Choose a photo or a picture (JPG or PNG)."),
            "empty": _("The file is empty. Choose it again."),
            "max_length": _("The file's name is too long. Give it a shorter one."),
        },
    )
    words = forms.CharField(
        label=_("What is on it?"),
        max_length=200,
        help_text=FAMILIES_READ,
        error_messages={"required": _("Write in a few words what is on the drawing.")},
    )
    parents = forms.ChoiceField(
        label=_("May the parents see it?"),
        help_text=_("Ask the child."),
        choices=[("yes", _("Yes, they may see it")), ("no", _("No, it is kept from the parents"))],
        widget=forms.RadioSelect(attrs={"data-tiles": "wide"}),
        error_messages={"required": _("Choose one of the two.")},
    )

    def __init__(self, *, drawing=None, **options):
        super().__init__(initial=_known(drawing), **options)
        self.drawing = drawing
        if drawing:
            self.fields["file"].label = _("Another drawing instead")
            self.fields["file"].required = False
        if drawing and drawing.answer_is_kept:
            del self.fields["parents"]  # the child has said it where it answered

    def clean_file(self):
        file = self.cleaned_data["file"]
        return clean_upload(file, PICTURES) if file else None

    @property
    def is_kept(self):
        return (
            self.cleaned_data.get("parents", "no" if self.drawing and self.drawing.kept_from_parents else "yes") == "no"
        )


def _known(drawing):
    return {"words": drawing.words, "parents": "no" if drawing.kept_from_parents else "yes"} if drawing else {}
