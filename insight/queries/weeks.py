"""Weeks, as the class page counts them."""

from datetime import timedelta

WEEK = timedelta(days=7)


def monday(on):
    return on - timedelta(days=on.weekday())
