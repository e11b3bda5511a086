"""What all forms of the house share: binding by method, Danish dates, and rules of an action shown on the form."""

from fnmatch import fnmatch

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

# The hint under a field is the declaration too: what stands under one of these is read by families, and the
# municipality's list of words looks at it (accounts.words).
FAMILIES_READ = _("Write so that child and parents can read it.")
CLASS_READS = _("Name no child. Everybody around the class can read it.")
NO_NAMES_FAMILIES_READ = _("No names. Write so that child and parents may read it.")
READ_BY_FAMILIES = (FAMILIES_READ, CLASS_READS, NO_NAMES_FAMILIES_READ)
DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%y", "%d%m%y"]


class DateField(forms.DateField):
    """A native date picker; typed Danish dates pass too."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input-char-11"})

    def __init__(self, **options):
        options.setdefault("help_text", _("For example 24.11.2026"))
        options.setdefault(
            "error_messages", {"invalid": _("Write the date as day, month and year, such as 24.11.2026.")}
        )
        super().__init__(input_formats=DATE_FORMATS, **options)


class HouseForm(forms.Form):
    """`SomeForm.bind(request, …)` binds on POST, an empty one too; rendered without its own form tag."""

    use_required_attribute = False
    before_draft: dict | None = None  # the texts that stood here before a draft was put back
    for_families: tuple = ()  # further fields that families may read, where the hint has no room; "*" for any letters
    own_words: tuple = ()  # what a child or a parent said: nobody mends it

    @classmethod
    def bind(cls, request, **options):
        posted = request.method == "POST"
        form = cls(data=request.POST if posted else None, files=request.FILES if posted else None, **options)
        if posted:
            tell_of_words(request, form)
        return form if posted else form.fill_from_draft(request)

    def fill_from_draft(self, request, key="", subject=""):
        """What was typed and not saved, when the page is asked to go on with it (accounts.drafts)."""
        if restored := getattr(request, "restored", None):
            restored.into(self, key or request.resolver_match.view_name, str(subject))
        return self

    def restored(self):
        """Called when a draft has been filled in: for forms whose choices hang on what stands in other fields."""

    def family_fields(self):
        """Names of the fields that child and parents may come to read."""
        return [
            name
            for name, field in self.fields.items()
            if isinstance(field, forms.CharField)
            and not field.widget.is_hidden
            and name not in self.own_words
            and (field.help_text in READ_BY_FAMILIES or any(fnmatch(name, known) for known in self.for_families))
        ]

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        return helper

    def refuse(self, error):
        """Show a ValidationError raised by an action: at the field it names, else at the top."""
        known = set(self.fields)
        for field, errors in (
            error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        ).items():
            for each in errors:
                self.add_error(field if field in known else None, each)


class HouseModelForm(HouseForm, forms.ModelForm):
    pass


def tell_of_words(request, *forms_):
    """These forms were posted: once they are saved, the municipality's list of words is asked (accounts.middleware.Words)."""
    request.posted_forms = [*getattr(request, "posted_forms", ()), *forms_]


def answer(request, template, context, *forms_, status=200):
    """The page; with errors in one of the given forms it is a 422 whose title starts with "Fejl: "."""
    wrong = any(form.is_bound and not form.is_valid() for form in forms_ if form is not None)
    return render(request, template, context | {"form_errors": wrong}, status=422 if wrong else status)
