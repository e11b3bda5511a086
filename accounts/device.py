"""What a phone or a shared tablet may keep for somebody, and whose it is."""

from django.utils.crypto import salted_hmac


def device_owner(person) -> str:
    """Whose marks wait on a device: the same at each login, told to nobody else, and no number that means anything."""
    return salted_hmac("samspil.device", f"{person.user_id}:{person.municipality_id}").hexdigest()[:24]
