"""The template pack: ids, aria and words that tie labels, hints, errors and the summary together."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import engines
from django.utils import translation

from core.templatetags import dkfds

KINDS = [("class", "Sammen i klassen"), ("team", "Sparring med teamet")]


class SessionForm(forms.Form):
    on = forms.DateField(label="Dato", help_text="Fx 24.11.2026")
    kind = forms.ChoiceField(
        label="Hvad lavede I?", choices=KINDS, widget=forms.RadioSelect(attrs={"data-tiles": True})
    )
    elements = forms.MultipleChoiceField(label="Kerneelementer", choices=KINDS, widget=forms.CheckboxSelectMultiple)
    told = forms.BooleanField(label="Familien har fået information")
    note = forms.CharField(label="Hvad skete der?", required=False, widget=forms.Textarea)
    at = forms.SplitDateTimeField(label="Hvornår", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("clash"):
            raise forms.ValidationError("Planen er rettet af en anden.")


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def render(source, **context):
    return engines["django"].from_string("{% load dkfds ui crispy_forms_filters %}" + source).render(context)


def test_field_ties_label_hint_and_input_together():
    html = render("{{ form.on|as_crispy_field }}", form=SessionForm())
    assert 'for="id_on"' in html
    assert 'id="id_on_helptext"' in html
    assert 'aria-describedby="id_on_helptext"' in html
    assert 'class="form-input"' in html
    assert "aria-invalid" not in html


def test_field_with_error_is_described_by_hint_and_error():
    html = render("{{ form.on|as_crispy_field }}", form=SessionForm({"on": "i går"}))
    assert 'aria-describedby="id_on_helptext id_on_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="form-group form-error"' in html
    assert 'id="id_on_error"' in html


def test_required_says_what_to_do_in_the_same_words_twice():
    form = SessionForm({})
    for source in ("{{ form.on|as_crispy_field }}", "{% error_summary form %}"):
        assert "Vælg en dato til “Dato”." in render(source, form=form)
    assert dkfds.messages_of(form["kind"]) == ["Vælg et svar til “Hvad lavede I?”."]
    assert dkfds.messages_of(form["told"]) == ["Sæt flueben ved “Familien har fået information”."]


def test_a_message_of_the_form_itself_is_kept():
    class Named(forms.Form):
        name = forms.CharField(error_messages={"required": "Skriv klassens navn."})

    assert dkfds.messages_of(Named({})["name"]) == ["Skriv klassens navn."]


def test_only_optional_fields_say_so():
    form = SessionForm()
    assert "(frivilligt)" in render("{{ form.note|as_crispy_field }}", form=form)
    assert "(frivilligt)" not in render("{{ form.on|as_crispy_field }}", form=form)
    assert "(frivilligt)" not in render("{{ form.told|as_crispy_field }}", form=form)


def test_tiles_are_native_radios_in_a_named_group():
    html = render("{{ form.kind|as_crispy_field }}", form=SessionForm(initial={"kind": "team"}))
    assert re.search(r"<legend>Hvad lavede I\?\s*</legend>", html)
    assert html.count('<div class="tile">') == 2
    assert re.findall(r'value="(\w+)" checked', html) == ["team"]
    assert "data-tiles" not in html
    assert 'for="id_kind_1"' in html


def test_group_with_error_is_described_on_the_fieldset():
    html = render("{{ form.kind|as_crispy_field }}", form=SessionForm({}))
    assert '<fieldset class="fs" aria-describedby="id_kind_error" role="radiogroup" aria-invalid="true">' in html


def test_checkbox_group_is_not_drawn_as_radios():
    html = render("{{ form.elements|as_crispy_field }}", form=SessionForm())
    assert html.count('class="form-checkbox"') == 2
    assert "form-radio" not in html


def test_parts_of_a_field_have_names_of_their_own():
    html = render("{{ form.at|as_crispy_field }}", form=SessionForm())
    assert 'aria-label="Hvornår 1"' in html
    assert 'aria-label="Hvornår 2"' in html


def test_shared_widget_is_not_changed_by_rendering():
    form = SessionForm()
    first = render("{{ form.on|as_crispy_field }}", form=form)
    assert form.fields["on"].widget.attrs == {}
    assert render("{{ form.on|as_crispy_field }}", form=form) == first


def test_summary_links_to_the_first_choice_or_part():
    html = render("{% error_summary form %}", form=SessionForm({"at_0": "x", "clash": "1"}))
    targets = re.findall(r'href="#(\w+)"', html)
    assert targets == ["id_on", "id_kind_0", "id_elements_0", "id_told", "id_at_0"]
    assert "<li>Planen er rettet af en anden.</li>" in html


def test_summary_takes_several_forms_and_formsets():
    rows = forms.formset_factory(SessionForm, extra=0, min_num=2, validate_min=True)
    formset = rows({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-on": "x"})
    html = render("{% error_summary form formset %}", form=SessionForm({}), formset=formset)
    assert 'href="#id_on"' in html
    assert 'href="#id_form-0-on"' in html


def test_summary_is_silent_without_errors():
    assert render("{% error_summary form %}", form=SessionForm()).strip() == ""
    assert render("{% error_summary missing %}", missing=None).strip() == ""


def test_whole_form_in_a_layout():
    form = SessionForm({"clash": "1"})
    form.helper = FormHelper()
    form.helper.layout = Layout(
        Row("on", "kind"), "elements", "told", "note", "at", "key", Submit("save", "Gem session")
    )
    html = render_crispy_form(form, context={"csrf_token": "t"})
    assert 'method="post" novalidate' in html
    assert '<div class="row-fields">' in html
    assert 'type="hidden" name="key"' in html
    assert re.search(
        r'<button type="submit" name="save"[^>]*class="button button-primary"[^>]*>Gem session</button>', html
    )
    assert "Planen er rettet" not in html  # the summary's, not said twice


def test_formset_is_rendered_with_its_management_form():
    formset = forms.formset_factory(SessionForm, extra=2)()
    formset.helper = FormHelper()
    html = render("{% load crispy_forms_tags %}{% crispy formset helper %}", formset=formset, helper=formset.helper)
    assert 'name="form-TOTAL_FORMS"' in html
    assert 'id="div_id_form-1-on"' in html
