"""The plan's PDF against WeasyPrint alone on the same HTML, in one process of its own; prints its figures as JSON.

Here nothing is asked over a wire, for what is compared takes a hundred times as long as the bare answer.
"""

import json
import os
import sys
import time

ROUNDS = 15


def main(person):
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.test import Client

    from accounts.models import User
    from core import pdf

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email=person))
    path = _plan_of(client) + ".pdf"
    drawn, alone = [], pdf.written
    pdf.written = lambda *html: drawn.append(html) or alone(*html)
    answer = client.get(path)
    pdf.written = alone
    runs = [_run(lambda: client.get(path), lambda: alone(*drawn[0])) for _ in range(3)]
    print(json.dumps({"queries": answer.headers["X-Queries"], "size": len(answer.content), "runs": runs}))


def _plan_of(client):
    from bench.rows import class_plan

    return class_plan(Pages(client))


class Pages:
    """Django's test client as the rows know one."""

    def __init__(self, client):
        self.client = client

    def get(self, path):
        answer = self.client.get(path)
        answer.body = answer.content.decode()
        return answer


def _run(page, alone):
    taken = {page: [], alone: []}
    for _ in range(ROUNDS):
        for ask, seconds in taken.items():
            began = time.perf_counter()
            ask()
            seconds.append(time.perf_counter() - began)
    return {"page": taken[page], "alone": taken[alone]}


if __name__ == "__main__":
    main(sys.argv[1])
