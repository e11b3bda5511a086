"""What all forms of the house share: binding by method, Danish dates, and rules of an action shown on the form."""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

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

    @classmethod
    def bind(cls, request, **options):
        posted = request.method == "POST"
        form = cls(data=request.POST if posted else None, files=request.FILES if posted else None, **options)
        return form if posted else form.fill_from_draft(request)

    def fill_from_draft(self, request, key=""):
        """What was typed and not saved, when the page is asked to go on with it (accounts.drafts)."""
        if restored := getattr(request, "restored", None):
            restored.into(self, key or request.resolver_match.view_name)
        return self

    def restored(self):
        """Called when a draft has been filled in: for forms whose choices hang on what stands in other fields."""

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


def answer(request, template, context, *forms_, status=200):
    """The page; with errors in one of the given forms it is a 422 whose title starts with "Fejl: "."""
    wrong = any(form.is_bound and not form.is_valid() for form in forms_ if form is not None)
    return render(request, template, context | {"form_errors": wrong}, status=422 if wrong else status)
