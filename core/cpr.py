"""Civil registration numbers: checked by date only, sealed with AES-GCM, found by a keyed blind index.

Numbers valid since 2007 need not meet modulus 11, so it is never asked (L12).
"""

import hmac
import os
import re
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

KEY_ID = b"\x01"


def _century(seventh, year):
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


def birth_date(number):
    """Date of birth of ten digits; day + 60 marks an invented number. Raises ValueError on an impossible date."""
    day, month, year, seventh = int(number[:2]), int(number[2:4]), int(number[4:6]), int(number[6])
    return date(_century(seventh, year) + year, month, day - 60 if day > 60 else day)


def clean(text):
    """Ten digits out of "010203-1234", "0102031234" or 102031234 (a spreadsheet lost the zero); raises ValidationError."""
    digits = re.sub(r"[\s-]", "", str(text))
    if digits.isdigit() and len(digits) == 9:
        digits = "0" + digits
    if not (digits.isdigit() and len(digits) == 10):
        raise ValidationError(_("Write the CPR number with ten digits, such as 010203-1234."), code="cpr")
    invented = int(digits[:2]) > 60
    try:
        birth_date(digits)
    except ValueError:
        raise ValidationError(_("The first six digits of the CPR number are not a date."), code="cpr") from None
    if invented and not settings.DEMO:
        raise ValidationError(_("Invented CPR numbers are accepted in the demo only."), code="cpr")
    return digits


def masked(number):
    return f"{number[:6]}-xxxx"


def _aad(municipality_id):
    return b"cases_child:%d" % municipality_id


def seal(number, municipality_id):
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    return KEY_ID + nonce + AESGCM(settings.SAMSPIL_KEYS["seal"]).encrypt(nonce, number.encode(), _aad(municipality_id))


def unseal(box, municipality_id):
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    box = bytes(box)
    return AESGCM(settings.SAMSPIL_KEYS["seal"]).decrypt(box[1:13], box[13:], _aad(municipality_id)).decode()


def blind_index(number, municipality_id):
    return hmac.new(settings.SAMSPIL_KEYS["index"], b"%d:" % municipality_id + number.encode(), sha256).digest()
