"""What may be kept as the answer to an item, and how it is written for people."""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from programmes.instruments.parts import Item, Kind

LONGEST = 4000  # characters of one answer in words
DATES = ("%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y", "%d-%m-%y")


def clean_value(item: Item, raw):
    """The value to keep for what was typed or chosen; None stays None ("I would rather not say").

    Raises ValidationError in words that say what to do.
    """
    if raw is None:
        return None
    if item.kind is Kind.CHOICE:
        return _choice(item, raw)
    raw = raw.strip() if isinstance(raw, str) else raw
    if raw in ("", [], ()):
        raise ValidationError(_("Answer here, or choose that you would rather not."), code="empty")
    if item.kind is Kind.TEXT:
        return _day(raw) if item.is_date else _text(raw)
    if item.kind is Kind.DRAWING:
        return _drawing(raw)
    return _figure(item, raw)


def _choice(item, raw):
    chosen = list(raw) if isinstance(raw, (list, tuple)) else [raw]
    chosen = [key for key in chosen if key != ""]
    known = [option.key for option in item.options]
    if not chosen:
        raise ValidationError(_("Choose an answer, or choose that you would rather not."), code="empty")
    if any(key not in known for key in chosen):
        raise ValidationError(_("Choose one of the answers that are shown."), code="unknown")
    if item.several:
        return [key for key in known if key in chosen]
    if len(chosen) > 1:
        raise ValidationError(_("Choose one answer only."), code="several")
    return chosen[0]


def _text(raw):
    if not isinstance(raw, str) or "\x00" in raw:
        raise ValidationError(_("Write the answer in words."), code="unknown")
    if len(raw) > LONGEST:
        raise ValidationError(
            _("Write at most %(longest)s characters. You have written %(count)s.")
            % {"longest": LONGEST, "count": len(raw)},
            code="long",
        )
    return raw


def _day(raw):
    """A day kept as people write it here, 31.12.2026: it is shown as it stands wherever words are."""
    for form in DATES:
        try:
            day = datetime.strptime(str(raw), form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        if day.year >= 1900 and day <= timezone.localdate():
            return f"{day:%d.%m.%Y}"
    raise ValidationError(_("Write a day that has been, as 31.12.2025."), code="date")


def _drawing(raw):
    try:
        return str(uuid.UUID(str(raw)))
    except ValueError:
        raise ValidationError(_("The drawing was not found. Draw it or choose it again."), code="unknown") from None


def _figure(item, raw):
    """A figure on the item's scale. Arabic digits are digits too."""
    lowest, highest = item.ends
    try:
        value = int(raw) if isinstance(raw, (int, str)) and not isinstance(raw, bool) else None
    except ValueError:
        value = None
    known = {point.value for point in item.points}
    if value is not None and lowest <= value <= highest and (not known or value in known):
        return value
    if known:
        raise ValidationError(_("Choose one of the answers that are shown."), code="unknown")
    raise ValidationError(
        _("Give a whole number from %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest},
        code="unknown",
    )


def value_words(item: Item, value, language: str = "da") -> str:
    """An answer as people read it, in one language: the words of a point or an option, else the figure or the text.

    "" for an answer that was not given (None) and for a drawing, which is shown and not told.
    """
    if value is None or item.kind is Kind.DRAWING:
        return ""
    if item.points:
        return next((point.words.in_language(language) for point in item.points if point.value == value), str(value))
    if item.options:
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(option.words.in_language(language) for option in item.options if option.key in chosen)
    return str(value)
