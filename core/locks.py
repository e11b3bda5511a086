"""One at a time: what must not be done twice by two people at once, where no row stands yet that could be locked."""

from django.db import connection


def one_at_a_time(*what):
    """Wait until nobody else is at `what`; held until the transaction ends. What is read afterwards holds what they wrote."""
    with connection.cursor() as db:
        db.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [" ".join(map(str, what))])
