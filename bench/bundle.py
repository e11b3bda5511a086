"""Forty plans of a school with one worker and with two: `python -m bench.bundle <person>`; prints one object of JSON.

The workers are processes that have drawn one plan before the clock starts, as a worker has that is not new. Each run makes
a bundle of its own; three runs of each, the middle one counts.
"""

import json
import os
import statistics
import subprocess
import sys
import time

PLANS, RUNS = 40, 3


def main(person):
    taken = {n: statistics.median(_run(person, n) for _ in range(RUNS)) for n in (1, 2)}
    print(json.dumps({"plans": PLANS, "one": taken[1], "two": taken[2], "ratio": taken[1] / taken[2]}))


def _run(person, workers):
    bundle = _step("ask", person).stdout.read().split()
    started = [_step("work", person, *bundle) for _ in range(workers)]
    for each in started:
        each.stdout.readline()
    began = time.perf_counter()
    for each in started:
        each.stdin.write("go\n")
        each.stdin.flush()
    made = sum(int(each.stdout.readline()) for each in started)
    seconds = time.perf_counter() - began
    if made != PLANS:
        raise SystemExit(f"bench: {made} of {PLANS} plans were made")
    return seconds


def _step(*words):
    command = [sys.executable, "-m", "bench.bundle", *words]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _person(mail):
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from accounts.models import User
    from core.middleware import municipalities_of

    user = User.objects.get(email=mail)
    return user, municipalities_of(user)[0]


def ask(mail):
    """A bundle of forty plans, the person's first plan over and over; prints its id."""
    user, municipality = _person(mail)
    from accounts.models import OrganisationUnit
    from core.context import tenant
    from insight.actions_bundles import plans_to_bundle
    from insight.models import BundlePart, DocumentBundle

    with tenant(user.pk, municipality) as person:
        units = OrganisationUnit.objects.visible_to(person)
        found = [(unit, list(plans_to_bundle(unit, person))) for unit in units]
        unit, pathways = max(found, key=lambda each: len(each[1]))
        bundle = DocumentBundle.objects.create(municipality_id=municipality, unit=unit, made_by_id=person.staff_id)
        for number in range(PLANS):
            pathway = pathways[number % len(pathways)]
            BundlePart.objects.create(
                municipality_id=municipality, bundle=bundle, order=number, kind="plan", subject=pathway.uuid, title="x"
            )
    print(bundle.pk)


def work(mail, bundle):
    user, municipality = _person(mail)
    from core.context import tenant
    from insight.actions_bundles import make_parts
    from insight.models import BundlePart
    from insight.papers.kinds import KINDS

    with tenant(user.pk, municipality) as person:
        kind = KINDS["plan"]
        first = BundlePart.objects.visible_to(person).filter(bundle=bundle).first()
        kind.pdf(kind.find(first.subject, person), kind.default_parts(), person)
    print("ready", flush=True)
    sys.stdin.readline()
    print(make_parts(municipality, user.pk, int(bundle)), flush=True)


if __name__ == "__main__":
    step = {"ask": ask, "work": work}.get(sys.argv[1])
    step(*sys.argv[2:]) if step else main(sys.argv[1])
