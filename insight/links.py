"""Addresses of other apps' pages."""

from django.urls import reverse


def link(name, *args, **query):
    """The address of a page, with a query string when there is one."""
    return reverse(name, args=args, query=query or None)
