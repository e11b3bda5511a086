"""What a professional hands over after a link is made: the address once, the code once and apart, and words without names.

A slip of paper has two halves, address and code, so that one lost half opens nothing; in Danish and the holder's language.
"""

from dataclasses import dataclass

import segno
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cases.links import direction


@dataclass(frozen=True)
class Words:
    """The slip in one language."""

    language: str
    direction: str
    title: str
    how: str
    then: str
    until: str
    code_title: str
    code_help: str


@dataclass(frozen=True)
class Slip:
    link: object
    address: str
    code: str | None
    message: str
    said: tuple

    @property
    def spaced_code(self):
        return f"{self.code[:3]} {self.code[3:]}" if self.code else ""

    @property
    def square(self) -> SafeString:
        """The address as a square code for a phone's camera; it holds the address only, never the code."""
        drawn = segno.make(self.address, error="m").svg_inline(
            scale=4, border=2, omitsize=True, svgclass="qr", lineclass=None
        )
        return mark_safe(drawn)  # noqa: S308 (made of our own address)


def slip_of(link, address, code):
    languages = dict.fromkeys(("da", link.language))
    return Slip(link, address, code, message_of(link, address), tuple(_words(link, each) for each in languages))


def _words(link, language):
    by_code = link.factor == link.Factor.CODE
    with translation.override(language):
        return Words(
            language,
            direction(language),
            _("A page for you"),
            _("Point a phone's camera at the square, or write the address in a browser."),
            _("Then write the code from the other half.") if by_code else _("Then write the child's date of birth."),
            _until(link),
            _("Your code"),
            _("You are asked for it when you have opened the address. Keep the two halves apart."),
        )


def _until(link):
    return _("It works until %(day)s.") % {"day": date_format(timezone.localtime(link.expires_at), "DATE_FORMAT")}


def message_of(link, address):
    """What may stand in a mail or a message: nobody's name, no school, no reason, and never the code."""
    with translation.override(link.language):
        opening = (
            _("Here is your page:")
            if link.kind == link.Kind.FAMILY
            else _("We would like to hear from you. Open here:")
        )
        by_code = link.factor == link.Factor.CODE
        then = _("You get the code from us in another way.") if by_code else _("Then write the child's date of birth.")
        return f"{opening}\n{address}\n{then}\n{_until(link)}"
