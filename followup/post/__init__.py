"""What goes out and when: notices in Samspil, mails to staff, messages to parents. Rows first, sent by whoever claims them."""

from followup.post.due import remind

__all__ = ["remind"]
