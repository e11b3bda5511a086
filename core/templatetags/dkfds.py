"""The tags behind the template pack in templates/dkfds/: widgets with the right class, error messages, the summary."""

import re

from django import forms, template
from django.forms.formsets import BaseFormSet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.lix import SHOWN, lix

register = template.Library()

# The first class that fits wins; Django adds aria-describedby, aria-invalid and required itself.
CLASSES = (
    (forms.Textarea, "form-input"),
    (forms.Select, "form-select"),
    (forms.CheckboxInput, "form-checkbox"),
    (forms.FileInput, "form-file"),
    (forms.widgets.Input, "form-input"),
)

# First parts of compounds that stand in names of roles and of kinds; at least four letters must follow.
JOINTS = re.compile(
    r"(?i)\b(vejlednings|ressource|lærings|klasse|familie|forældre|gruppe|koordinerings|netværks|samarbejds)(?=\w{4})"
)

PARTED = (forms.MultiWidget, forms.SelectDateWidget)


@register.simple_tag
def dkfds_widget(field):
    """The field's widget with the design system's class; the shared widget is not changed."""
    widget = field.field.widget
    if isinstance(widget, PARTED):
        return format_html_join("", "{}", ((part,) for part in _parts(field, widget)))
    attrs = {"class": _css(widget), "placeholder": False}  # the label says it
    if field.name in getattr(field.form, "family_fields", list)():
        attrs["data-words"] = ""
    return field.as_widget(attrs=attrs)


def _css(widget) -> str:
    css = next((name for kind, name in CLASSES if isinstance(widget, kind)), "form-input")
    return f"{css} {widget.attrs.get('class', '')}".strip()


def _parts(field, widget):
    """Each input of a field that has several, with a name of its own for those who cannot see its place."""
    attrs = field.build_widget_attrs({"id": field.auto_id}, widget)
    parts = widget.get_context(field.html_name, field.value(), attrs)["widget"]["subwidgets"]
    for part in parts:
        css = "form-select" if part["template_name"].endswith("select.html") else "form-input"
        part["attrs"] = {"aria-label": _part_label(field, part), **part["attrs"], "class": css}
        yield SafeString(field.form.renderer.render(part["template_name"], {"widget": part}))


def _part_label(field, part) -> str:
    words = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    suffix = part["name"].rpartition("_")[2]
    if part.get("type") in ("date", "time"):
        return _("Date") if part["type"] == "date" else _("Time")
    return words.get(suffix) or f"{field.label} {int(suffix) + 1}"


@register.inclusion_tag("dkfds/lix.html")
def lix_meter(field):
    """How hard a text that families read is to read, in words; nothing for other fields. It never stops anybody."""
    is_text = isinstance(field.field.widget, forms.Textarea | forms.TextInput) and not field.is_hidden
    if not is_text or field.name not in getattr(field.form, "family_fields", list)():
        return {"field": None}
    found = lix(str(field.value() or ""))
    long_words = "" if found.level == "easy" else ", ".join(found.long_words[:SHOWN])
    return {"field": field, "found": found, "long_words": long_words, "more": len(found.long_words) > SHOWN}


@register.simple_tag
def choice_input(choice, css: str = ""):
    """One radio or checkbox of a group, without Django's label around it."""
    data = choice.data
    attrs = {**data["attrs"], "type": data["type"], "name": data["name"]}
    attrs.pop("data-tiles", None)
    if css:
        attrs["class"] = css
    if data["value"] is not None:
        attrs["value"] = str(data["value"])
    return format_html("<input{}>", flatatt(attrs))


@register.filter
def kind(field) -> str:
    """hidden, checkbox, tiles, choices (radios or checkboxes), parts (several inputs) or input."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "tiles" if "data-tiles" in widget.attrs else "choices"
    if isinstance(widget, PARTED):
        return "parts"
    return "input"


@register.filter
def tile_css(field) -> str:
    """`data-tiles="wide"` puts four tiles in a row on wide screens; "long" gives sentences a whole row on phones."""
    shape = field.field.widget.attrs.get("data-tiles")
    return f"tiles {shape}" if shape in ("wide", "long") else "tiles"


@register.filter
def soft_breaks(words) -> str:
    """Soft hyphens where long Danish compounds join: a tile on a phone is narrower than "Ressourcevejleder"."""
    text = str(words)
    broken = JOINTS.sub("\\1\u00ad", text)
    return SafeString(broken) if isinstance(text, SafeString) else broken


@register.filter
def is_radio(field) -> bool:
    return field.field.widget.input_type == "radio"


@register.filter
def is_optional(field) -> bool:
    """ "(optional)" is not said of a field that is needed as soon as it is shown."""
    return not (field.field.required or field.field.disabled or getattr(field.field, "needed_when_shown", False))


@register.filter
def messages_of(field) -> list[str]:
    """The field's error messages. Django's "required" says what is wrong; ours says what to do."""
    found = []
    for error in field.form.errors.get(field.name, forms.utils.ErrorList()).as_data():
        found.extend([_what_to_do(field)] if _is_default_required(field, error) else error.messages)
    return found


def _is_default_required(field, error) -> bool:
    return error.code == "required" and error.message == forms.Field.default_error_messages["required"]


def _what_to_do(field) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        pattern = _("Tick “%(label)s”.")
    elif isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        pattern = _("Choose an answer to “%(label)s”.")
    elif isinstance(widget, forms.FileInput):
        pattern = _("Choose a file for “%(label)s”.")
    elif isinstance(widget, forms.DateInput):
        pattern = _("Choose a date for “%(label)s”.")
    else:
        pattern = _("Fill in “%(label)s”.")
    return pattern % {"label": field.label}


@register.inclusion_tag("dkfds/error_summary.html")
def error_summary(*forms_and_formsets):
    """All errors of one or more forms or formsets, first on the page, each linking to its field."""
    return {"rows": [row for each in forms_and_formsets if each for row in _rows(each)]}


def _rows(form):
    """(id of the field or "", message) for each error; the words are those that stand at the field."""
    if isinstance(form, BaseFormSet):
        if form.is_bound:
            yield from (("", message) for message in form.non_form_errors())
            for each in form.forms:
                yield from _rows(each)
        return
    if not form.errors:
        return
    yield from (("", message) for message in form.non_field_errors())
    for field in (*form.visible_fields(), *form.hidden_fields()):
        yield from ((_target(field), message) for message in messages_of(field))


def _target(field) -> str:
    """The id of what can be focused: the first radio, checkbox or part of a field that has several."""
    if field.is_hidden:
        return ""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return next((choice.id_for_label for choice in field), field.auto_id)
    if isinstance(widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label
