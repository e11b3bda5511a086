from datetime import datetime

import pytest
import time_machine
from django.db import connection

NOON = datetime.fromisoformat("2026-05-21T12:00+02:00")


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


class Visit:
    """Opens pages as somebody of the cast and counts the questions to the database."""

    def __init__(self, client):
        self.client, self.queries = client, 0

    def as_(self, x, who):
        self.client.force_login(x.users[who])
        return self

    def get(self, address, **query):
        asked = []
        with connection.execute_wrapper(lambda execute, sql, *args: asked.append(sql) or execute(sql, *args)):
            response = self.client.get(address, query)
        self.queries = len(asked)
        return response

    def text(self, address, **query):
        return self.get(address, **query).content.decode()


@pytest.fixture
def visit(cast, db, client, noon):
    return Visit(client)
