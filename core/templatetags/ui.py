"""The small pieces every page is made of: shapes, status words, icons, Danish dates and numbers."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

register = template.Library()

MARK = (
    "M4.5 2H13a2.5 2.5 0 0 1 2.5 2.5V8A7 7 0 1 1 8 15.5H4.5A2.5 2.5 0 0 1 2 13V4.5A2.5 2.5 0 0 1 4.5 2z"
    "M15.5 8V13a2.5 2.5 0 0 1-2.5 2.5H8A7.2 7.2 0 0 1 15.5 8z"
)
RING = '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2"/>'
HALF = RING + '<path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"/>'
# One shape a meaning; the word always stands beside it.
SHAPES = {
    "school": '<rect x="2" y="2" width="12" height="12" rx="2" fill="currentColor"/>',
    "home": '<circle cx="8" cy="8" r="6.4" fill="currentColor"/>',
    "child": '<path d="M8 1 15 8l-7 7-7-7z" fill="currentColor"/>',
    "flag": '<path d="M3 15V2h10L10 5.5 13 9H4" fill="currentColor" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>',
    "both": f'<path transform="scale(.667)" d="{MARK}" fill-rule="evenodd" fill="currentColor"/>',
    "plan": RING,
    "due": HALF,
    "on": HALF,
    "over": '<path d="M8 1.5 15 14H1z" fill="currentColor"/><path d="M8 6v4M8 11.2v1.4" stroke="#fff" stroke-width="1.6"/>',
    "done": '<circle cx="8" cy="8" r="6.5" fill="currentColor"/>'
    '<path d="m4.8 8.2 2.3 2.3 4.2-4.6" fill="none" stroke="#fff" stroke-width="1.8"/>',
    "not": '<rect x="2" y="2" width="12" height="12" rx="1.5" fill="none" stroke="currentColor" stroke-width="1.8"/>'
    '<path d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6" stroke="currentColor" stroke-width="1.8"/>',
    "school_planned": '<rect x="2.5" y="2.5" width="11" height="11" rx="2" fill="#fff" stroke="#0F6B66" stroke-width="2"/>',
    "home_planned": '<circle cx="8" cy="8" r="5.7" fill="#fff" stroke="#9A4A1F" stroke-width="2"/>',
    "untouched": '<circle cx="8" cy="8" r="1.8" fill="#76868B"/>',
    "look": '<path d="M8 1.5a4.6 4.6 0 0 0-2.6 8.4V12h5.2V9.9A4.6 4.6 0 0 0 8 1.5zM6 13.2h4v1.6H6z" fill="currentColor"/>',
    "info": '<circle cx="8" cy="8" r="6.5" fill="currentColor"/><path d="M8 7v4.6M8 4.2V6" stroke="#fff" stroke-width="1.8"/>',
    "lock": '<path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2" fill="none" stroke="currentColor" stroke-width="1.8"/>'
    '<rect x="2.5" y="7" width="11" height="7.5" rx="1.5" fill="currentColor"/>',
    "missing": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="2.5 2"/>',
    "up": '<path d="M8 14V3M3.5 7.5 8 3l4.5 4.5" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "down": '<path d="M8 2v11M3.5 8.5 8 13l4.5-4.5" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "same": '<path d="M2.5 5.5h11M2.5 10.5h11" stroke="currentColor" stroke-width="2.2"/>',
    "agree": '<path d="M2.5 5.5h11M2.5 10.5h11" stroke="currentColor" stroke-width="2.2"/>',
    "some": '<path d="M5 8h6M5 4.5v7M11 4.5v7" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "large": '<path d="M2 8h12M2 3.5v9M14 3.5v9" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "up_down": '<path d="M5 13V3M2 6l3-3 3 3M11 3v10M8 10l3 3 3-3" fill="none" stroke="currentColor" stroke-width="1.8"/>',
    "hollow": '<circle cx="8" cy="8" r="5" fill="#fff" stroke="currentColor" stroke-width="1.8"/>',
    "tick": '<path d="m3 8.4 3.4 3.4L13 4.6" fill="none" stroke="currentColor" stroke-width="2.4"/>',
    "dash": '<path d="M2.5 8h11" stroke="currentColor" stroke-width="2.4"/>',
    "cross": '<path d="m3.5 3.5 9 9m0-9-9 9" stroke="currentColor" stroke-width="2.4"/>',
}
COLOURS = {"school": "c-s", "home": "c-h"}
STATUSES = {
    "planned": ("st-plan", "plan", gettext_lazy("Planned")),
    "due": ("st-due", "due", gettext_lazy("Due")),
    "overdue": ("st-over", "over", gettext_lazy("Overdue")),
    "held": ("st-done", "done", gettext_lazy("Held")),
    "not_held": ("st-not", "not", gettext_lazy("Not held")),
    "running": ("st-on", "on", gettext_lazy("Under way")),
    "reached": ("st-done", "done", gettext_lazy("Reached")),
    "closed": ("st-done", "done", gettext_lazy("Completed")),
    "cancelled": ("st-not", "not", gettext_lazy("Cancelled")),
    "before": ("st-plan", "plan", gettext_lazy("Before Samspil")),
}
ARENAS = {
    "school": ("ar-s", "school", gettext_lazy("School")),
    "home": ("ar-h", "home", gettext_lazy("Home")),
    "single_child": ("ar-s", "school", gettext_lazy("Single child")),
    "leisure": ("ar-h", "home", gettext_lazy("Leisure")),
    "social": ("ar-h", "home", gettext_lazy("Social")),
    "shared": ("c-n", "child", gettext_lazy("In common")),
}


# ---- shapes and words ----


@cache
def shape(name: str, css: str = "") -> str:
    return SafeString(
        f'<svg class="{css or "g"}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{SHAPES[name]}</svg>'
    )


@register.simple_tag
def glyph(name: str, css: str | None = None) -> str:
    """A shape of the house, in its own colour unless `css` says otherwise (`css=""` takes the text's)."""
    colour = COLOURS.get(name, "") if css is None else css
    return shape(name, f"g {colour}".strip())


@register.simple_tag
@cache
def mark() -> str:
    """The name mark: square and circle with the common field left open."""
    return SafeString(
        f'<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path fill-rule="evenodd" d="{MARK}"/></svg>'
    )


@register.simple_tag
def icon(name: str, css: str = "") -> str:
    """An icon of the design system's sprite; scripts/vendor_assets.py lists those that exist."""
    return format_html(
        '<svg class="icon-svg {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def status(kind: str, text: str = "") -> str:
    """One of the status words with its shape and colour; `text` replaces the word ("Overskredet 9 dage")."""
    css, name, word = STATUSES[kind]
    return format_html('<span class="st {}">{}{}</span>', css, shape(name, "g"), text or word)


@register.simple_tag
def arena(kind: str, text: str = "") -> str:
    """The square for school, the circle for home and social, the diamond for what is shared, with the word."""
    css, name, word = ARENAS[kind]
    return format_html('<span class="ar {}">{}{}</span>', css, shape(name, "g"), text or word)


@register.inclusion_tag("parts/why.html")
def why(source):
    """ "Hvor står det?": `source` has strength_words, document, requirement and note."""
    return {"source": source}


@register.simple_tag
def undo_address(message) -> str:
    """The address of a message added with `extra_tags="undo:<address>"`, else nothing."""
    return next((tag[5:] for tag in (message.extra_tags or "").split() if tag.startswith("undo:")), "")


@register.inclusion_tag("parts/sort_header.html", takes_context=True)
def sort_header(context, key: str, label: str, css: str = ""):
    """A column heading that sorts by `?sort=key` and, asked again, by `?sort=-key`."""
    chosen = context["request"].GET.get("sort", "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(chosen, "")
    following = f"-{key}" if direction == "ascending" else key
    return {"request": context["request"], "label": label, "css": css, "direction": direction, "next": following}


@register.inclusion_tag("parts/pagination.html", takes_context=True)
def pagination(context, page):
    return {"request": context["request"], "page": page}


# ---- dates and numbers ----


def _written(value, pattern: str) -> str:
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return formats.date_format(value, pattern) if value else ""


@register.filter(expects_localtime=True)
def day(value) -> str:
    """tirsdag 24. november"""
    return _written(value, _("l j F"))


@register.filter(expects_localtime=True)
def day_year(value) -> str:
    """tirsdag 24. november 2026"""
    return _written(value, _("l j F Y"))


@register.filter(expects_localtime=True)
def day_month(value) -> str:
    """24. november"""
    return _written(value, _("j F"))


@register.filter(expects_localtime=True)
def date_year(value) -> str:
    """24. november 2026"""
    return _written(value, _("j F Y"))


@register.filter(expects_localtime=True)
def day_short(value) -> str:
    """24.11.2026"""
    return _written(value, "j.n.Y")


@register.filter(expects_localtime=True)
def clock(value) -> str:
    """8.15, as Danes write it"""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime("%H.%M").removeprefix("0") if value else ""


@register.filter(expects_localtime=True)
def weekno(value) -> str:
    """uge 48 (ISO week)"""
    return _("week %(number)s") % {"number": value.isocalendar().week} if value else ""


@register.filter(expects_localtime=True)
def ago(value) -> str:
    """How long since: "i dag kl. 7.52", "i går", "for 3 dage siden", then the date; also "i morgen" and "om 5 dage"."""
    if not value:
        return ""
    moment = isinstance(value, datetime)
    then = (
        timezone.localtime(value).date() if moment and timezone.is_aware(value) else value.date() if moment else value
    )
    words = _days_from_today((then - timezone.localdate()).days, then)
    return _("%(day)s at %(time)s") % {"day": words, "time": clock(value)} if moment else words


def _days_from_today(days: int, then) -> str:
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    if days in near:
        return near[days]
    if -7 < days < 0:
        return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}
    if 0 < days < 15:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return day_month(then) if then.year == timezone.localdate().year else date_year(then)


@register.filter
def listed(words) -> str:
    """PPR, rådgiveren og skolen"""
    words = [str(each) for each in words]
    if len(words) < 2:
        return "".join(words)
    comma = "، " if (get_language() or "").startswith("ar") else ", "
    return _("%(most)s and %(last)s") % {"most": comma.join(words[:-1]), "last": words[-1]}


@register.filter
def decimal1(value) -> str:
    """76,8: one decimal, halves rounded up as a person counting by hand does"""
    if value is None or value == "":
        return ""
    return formats.number_format(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP), 1)


@register.filter
def few_decimals(value) -> str:
    """10 and 10,5: a decimal only where there is one"""
    return decimal1(value).removesuffix(f"{formats.get_format('DECIMAL_SEPARATOR')}0")


@register.filter
def percent1(value) -> str:
    """76,8 %"""
    return f"{decimal1(value)}\N{NO-BREAK SPACE}%" if value is not None and value != "" else ""


@register.filter
def capital(value) -> str:
    """The first letter large, the rest untouched ("Tirsdag 24. november")."""
    text = str(value)
    return text[:1].upper() + text[1:]
