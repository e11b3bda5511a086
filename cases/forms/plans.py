"""The forms of the joint plan. Labels that are the programme's come from the version."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.forms import CLASS_READS, FAMILIES_READ, DateField, HouseForm
from programmes.content import by_key


def has_come(day):
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come."))


def long_text(label, *, help_text="", rows=5, required=False):
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": rows})
    )  # fmt: skip


def short_text(label, *, help_text="", length=300, required=False):
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=length)


class ClassPartForm(HouseForm):
    """The class part: what goes well first. Carries the row version that its writer began from."""

    strengths = long_text(_("What goes well"))
    focus = long_text(_("What we work on"))
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *, plan, **options):
        initial = {"strengths": plan.strengths, "focus": plan.focus, "row_version": plan.row_version}
        super().__init__(initial=initial, **options)
        headings = plan.pathway.content.plan.class_headings
        for name, key in (("strengths", "goes_well"), ("focus", "works_on")):
            self.fields[name].label = by_key(headings, key).title
            self.fields[name].help_text = CLASS_READS


class AnnexForm(HouseForm):
    strengths = long_text(_("What the child is good at"), help_text=FAMILIES_READ, required=True)
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *, child, annex=None, **options):
        initial = {"strengths": annex.strengths, "row_version": annex.row_version} if annex else {}
        super().__init__(initial=initial, **options)
        self.fields["strengths"].label = _("What %(name)s is good at") % {"name": child.given_name}


class InForceForm(HouseForm):
    valid_from = DateField(label=_("In force from"))

    def __init__(self, **options):
        super().__init__(initial={"valid_from": timezone.localdate()}, **options)


class PresentationForm(HouseForm):
    """To whom the plan was told; about a child, which one."""

    audience = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)
    annex = forms.ModelChoiceField(None, label=_("Which child"), required=False, empty_label=_("None"))
    presented_on = DateField(label=_("When"))
    with_words = forms.CharField(
        label=_("Who else told it"), required=False, validators=[MaxLengthValidator(200)], help_text=_("Names of adults. You stand there yourself.")
    )  # fmt: skip

    def __init__(self, *, content, annexes, **options):
        super().__init__(initial={"presented_on": timezone.localdate()}, **options)
        allowed = [each for each in content.audiences if annexes or not each.names_children]
        self.fields["audience"].choices = [
            (each.key, format_html('{}<br><small class="soft">{}</small>', each.title, each.guidance))
            for each in allowed
        ]
        self.fields["annex"].queryset = annexes
        self.fields["annex"].label_from_instance = lambda annex: annex.child.short_name
        self.fields["annex"].help_text = _("Only when it was told to a child or its parents.")
        if not annexes:
            del self.fields["annex"]
