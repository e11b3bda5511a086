"""Dead links against each other: how long the door takes to say that an address opens nothing, by why it does not.

In one process of its own, for a wire would hide the differences that are looked for; prints its figures as JSON. What is
made for it is rolled back.
"""

import json
import os
import secrets
import statistics
import sys
import time
from datetime import timedelta
from random import Random

EACH = 200
KINDS = ("guessed", "altered", "expired", "taken back", "locked")


def main(person):
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import transaction
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    with transaction.atomic():
        tokens = _tokens(person)
        for token in [each[0] for each in tokens.values()] * 4:  # warm: templates, plans of queries
            client.get(f"/l/{token}")
        taken = _run(client, tokens)
        transaction.set_rollback(True)
    base = statistics.median(taken["guessed"])
    print(json.dumps({kind: [statistics.median(taken[kind]), statistics.median(taken[kind]) / base] for kind in KINDS}))


def _tokens(person):
    from django.utils import timezone

    from accounts.models import User
    from cases.actions.links import make_link
    from cases.models import AccessLink, Pathway
    from core.context import tenant
    from core.middleware import municipalities_of

    user, now = User.objects.get(email=person), timezone.now()
    with tenant(user.pk, municipalities_of(user)[0]) as by:
        pathway = Pathway.objects.visible_to(by).filter(track="class").active().first()
        made = make_link(kind="class", pathway=pathway, who="Klassen", by=by)

        def rows(**fields):
            """Copies of the link with a hash of their own: the code's hash is slow to make, and nobody asks for it here."""
            tokens = [secrets.token_urlsafe(32) for _ in range(EACH)]
            AccessLink.objects.bulk_create(_copy(made.link, token, **fields) for token in tokens)
            return tokens

        return {
            "guessed": [secrets.token_urlsafe(32) for _ in range(EACH)],
            "altered": [made.token[:-1] + letter for letter in "abcdefghij" if letter != made.token[-1]] * 25,
            "expired": rows(expires_at=now - timedelta(days=1)),
            "taken back": rows(revoked_at=now),
            "locked": rows(locked_at=now, tries=5),
        }


def _copy(link, token, **fields):
    from cases.models import AccessLink
    from core.links import hash_of

    kept = ("municipality_id", "kind", "pathway_id", "who", "sector", "code_hash", "made_by_id", "expires_at")
    same = {name: getattr(link, name) for name in kept}
    return AccessLink(token_hash=hash_of(token), **same | fields)


def _run(client, tokens):
    """All kinds by turns, in an order that changes, so that what else the machine does falls on all of them."""
    taken, order = {kind: [] for kind in KINDS}, Random(1)  # noqa: S311 (an order, not a secret)
    for n in range(EACH):
        for kind in order.sample(KINDS, len(KINDS)):
            began = time.perf_counter()
            answer = client.get(f"/l/{tokens[kind][n]}")
            taken[kind].append(time.perf_counter() - began)
            if answer.status_code != 404:
                raise SystemExit(f"bench: a link that is {kind} answers {answer.status_code}")
    return taken


if __name__ == "__main__":
    main(sys.argv[1])
