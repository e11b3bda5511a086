"""The look as a record: written in the same transaction as the read it is about."""

from django.db import connection


def log_access(children, action, purpose=""):
    """Record that the acting person sees these children; if it fails, there is no page.

    children: Child rows or ids. action: view | list | search | print | export | cpr | address.
    Source: trust.md A3, L14.
    """
    if ids := sorted({getattr(child, "pk", child) for child in children}):
        with connection.cursor() as db:
            db.execute("select audit.log_access(%s, %s, %s)", [ids, action, purpose])
