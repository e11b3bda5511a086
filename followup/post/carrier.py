"""The mail server: one connection for many mails, and what its answers mean."""

import smtplib
from contextlib import suppress

from django.core.mail import EmailMessage, get_connection

from followup.post.outbox import FAILED, REFUSED, SENT

OUT_OF_ORDER = 2  # failures of the line itself, one after the other: then the rest waits


class Carrier:
    """Sends over one connection until that fails. `is_down` when nobody seems to be there: what waits is not to blame."""

    def __init__(self):
        self.connection, self.failures = None, 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._hang_up()

    @property
    def is_down(self):
        return self.failures >= OUT_OF_ORDER

    def send(self, *, to, subject, body, message_id, attachment=""):
        """(SENT | FAILED | REFUSED, what went wrong as a class and a code)."""
        mail = EmailMessage(subject, body, to=[to], headers={"Message-ID": message_id}, connection=self._line())
        if attachment:
            from followup.ics import mail_part  # few mails have one, and its library is slow to import

            mail.attach(mail_part(attachment))
        try:
            mail.send()
        except Exception as error:  # noqa: BLE001 (mail servers fail in many ways; each is an answer)
            return self._understood(error)
        self.failures = 0
        return SENT, ""

    def _understood(self, error):
        code = _code(error)
        words = f"{type(error).__name__} {code or ''}".strip()
        if isinstance(error, (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)) and code != 421:
            self.failures = 0
            return (REFUSED if 500 <= code < 600 else FAILED), words
        self.failures += 1  # nobody there, no answer in time, or a server that does not know us
        self._hang_up()
        return FAILED, words

    def _line(self):
        if self.connection is None:
            self.connection = get_connection()
        return self.connection

    def _hang_up(self):
        if self.connection is None:
            return
        with suppress(Exception):  # a line that is gone need not be closed politely
            self.connection.close()
        self.connection = None


def _code(error):
    """The server's answer; of several recipients the worst is not asked for: there is one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _words in error.recipients.values()), 0)
    return getattr(error, "smtp_code", 0)
