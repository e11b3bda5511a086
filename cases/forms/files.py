from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CLASS_READS, FAMILIES_READ, HouseForm
from core.uploads import accept, clean_upload


class AttachForm(HouseForm):
    """One file and what it is."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("PDF, Word (.docx) or a picture (JPG, PNG), at most 20 MB. A picture loses its place and time."),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": accept()}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose it again."),
            "max_length": _("The file's name is too long. Give it a shorter one."),
        },
    )
    title = forms.CharField(
        label=_("What is it?"), max_length=120, error_messages={"required": _("Write in a few words what it is.")}
    )

    def __init__(self, *, names_child, **options):
        super().__init__(**options)
        self.fields["title"].help_text = FAMILIES_READ if names_child else CLASS_READS

    def clean_file(self):
        return clean_upload(self.cleaned_data["file"])


class ShareFileForm(HouseForm):
    file = forms.ModelChoiceField(queryset=None, label=_("Which file?"), widget=forms.RadioSelect, empty_label=None)
    to_sector = forms.ChoiceField(label=_("With whom?"), widget=forms.RadioSelect)

    def __init__(self, *, rows, sectors, **options):
        super().__init__(**options)
        self.fields["file"].queryset = rows
        self.fields["file"].label_from_instance = lambda row: row.title
        self.fields["to_sector"].choices = sectors
