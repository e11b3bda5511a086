"""The daily job over 100,000 open occurrences, against the bare INSERT … SELECT that makes the same rows.

Run apart, in a database of its own: `python -m bench.job`; prints one object of JSON. The job plans (nothing is missing, all of
it must be looked at) and reminds (everything is due today, of 2,000 people). The bare insert writes the same notices and mails,
taken from copies, into the emptied tables: as the runtime role, behind the same walls, with the same keys and indexes.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress

OPEN, PEOPLE, FIRST, AT_ONCE = 100_000, 2_000, 500, 20_000
DATABASE = "samspil_bench_job"
TABLES = ("followup_outboxmail", "followup_reminder")  # in this order they point at each other


def main():
    from bench.run import _owner
    from config import embedded

    with _owner("postgres") as db:
        db.execute(f"drop database if exists {DATABASE} with (force)")
        db.execute(f"create database {DATABASE}")
    urls = {
        "DATABASE_URL": embedded.RUNTIME_URL.replace("/samspil?", f"/{DATABASE}?"),
        "DATABASE_OWNER_URL": embedded.OWNER_URL.replace("/samspil?", f"/{DATABASE}?"),
        "REDIS_URL": embedded.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    try:
        _apart("ground", urls | {"SAMSPIL_LOGIN": "owner"})
        _apart("plan", urls)
        each = int(_ask(_owner, "select count(*) from followup_occurrence where state = 'open'")) / FIRST
        missing = int(OPEN / each) - FIRST + 1
        for made in range(0, missing, AT_ONCE):
            _apart("ground", urls | {"SAMSPIL_LOGIN": "owner", "BENCH_MORE": str(min(AT_ONCE, missing - made))})
            _apart("plan", urls)
        _ask(
            _owner,
            "update followup_occurrence set due_on = current_date, is_agreed = true where state = 'open' returning 0",
        )
        _ask(_owner, "select 0 from pg_sleep(0)", "analyze")
        job = json.loads(_apart("job", urls))
        for table in TABLES:
            _ask(_owner, "select 0", f"create table bench_{table} as select * from {table}")
            _ask(_owner, "select 0", f"grant select on bench_{table} to app_rw")
        _ask(_owner, "select 0", f"truncate {', '.join(reversed(TABLES))}")
        bare = json.loads(_apart("bare", urls))
    finally:
        with suppress(Exception), _owner("postgres") as db:  # a vacuum may be at it; the next run drops it
            db.execute(f"drop database if exists {DATABASE} with (force)")
    print(json.dumps(job | bare))


def _apart(step, urls):
    command = [sys.executable, "-m", "bench.job", step]
    return subprocess.run(command, env=os.environ | urls, check=True, stdout=subprocess.PIPE, text=True).stdout


def _ask(owner, question, *orders):
    with owner(DATABASE) as db:
        for order in orders:
            db.execute(order)
        return db.execute(question).fetchone()[0]


# --- Each step in a process of its own --------------------------------------------------------------------------------


def ground():
    from django.core.management import call_command
    from django.utils import timezone

    from accounts.models import Municipality, OrganisationUnit, RoleAssignment, StaffMember, User
    from cases.models import Pathway
    from programmes.models import ProgrammeVersion

    today = timezone.localdate()
    if not os.environ.get("BENCH_MORE"):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_programmes", verbosity=0)
        ours = {"municipality": Municipality.objects.create(name="Bred Kommune", is_fictional=True)}
        system = User.objects.create(email="system@bred.example", is_active=False, password="!")
        keeper = StaffMember.objects.create(**ours, user=system, name="Samspil")
        RoleAssignment.objects.create(**ours, staff_member=keeper, role="system", scope="municipality", starts_on=today)
        OrganisationUnit.objects.create(**ours, kind="school", sector="school", name="Skolen")
        users = User.objects.bulk_create([User(email=f"p{n}@bred.example", password="!") for n in range(PEOPLE)])
        staff = StaffMember.objects.bulk_create(
            [StaffMember(**ours, user=u, name=u.email, name_key=u.email) for u in users]
        )
        role = {**ours, "role": "resource_advisor", "sector": "school", "scope": "own", "starts_on": today}
        RoleAssignment.objects.bulk_create([RoleAssignment(**role, staff_member=each) for each in staff])
    unit = OrganisationUnit.objects.get()
    staff = list(StaffMember.objects.exclude(name="Samspil").order_by("pk"))
    version = next(
        v for v in ProgrammeVersion.objects.all() if any(c.key == "follow_up" for c in v.programme_content.cadences)
    )
    Pathway.objects.bulk_create(
        [
            Pathway(
                municipality_id=unit.municipality_id, programme_version=version, track="class", unit=unit, side="school",
                title="Forløb", state="active", phase="running", lead=staff[n % PEOPLE], starts_on=today,
            )
            for n in range(int(os.environ.get("BENCH_MORE") or FIRST))
        ],
        batch_size=2000,
    )  # fmt: skip


def _system():
    from followup.schedule import municipalities

    return next(iter(municipalities()))


def plan():
    from django.utils import timezone

    from followup.schedule import _run

    user_id, municipality_id, _name = _system()
    _run("followup.daily.plan", user_id, municipality_id, timezone.localdate(), False)


def job():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from followup.models import Occurrence
    from followup.schedule import _run

    user_id, municipality_id, _name = _system()
    found, seconds, queries = {}, 0.0, 0
    for name in ("followup.daily.plan", "followup.post.remind"):
        with CaptureQueriesContext(connection) as asked:
            began = time.perf_counter()
            found |= _run(name, user_id, municipality_id, timezone.localdate(), False)
            seconds += time.perf_counter() - began
        queries += sum(not each["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for each in asked)
    print(
        json.dumps(
            {"job": seconds, "queries": queries, "made": found, "open": _count(Occurrence, user_id, municipality_id)}
        )
    )


def _count(model, user_id, municipality_id):
    from core.context import tenant

    with tenant(user_id, municipality_id) as person:
        return model.objects.visible_to(person).open().count()


def bare():
    from django.db import connection

    from core.context import tenant

    user_id, municipality_id, _name = _system()
    with tenant(user_id, municipality_id), connection.cursor() as db:
        db.execute("set local statement_timeout = '300s'")
        began = time.perf_counter()
        for table in TABLES:
            db.execute(f"insert into {table} select * from bench_{table}")
        print(json.dumps({"bare": time.perf_counter() - began}))


if __name__ == "__main__":
    if sys.argv[1:]:
        import django

        django.setup()
        {"ground": ground, "plan": plan, "job": job, "bare": bare}[sys.argv[1]]()
    else:
        from config import embedded

        servers = embedded.Servers().start()
        try:
            main()
        finally:
            servers.stop()
