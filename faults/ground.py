"""The ground of the run, made in bulk as the owner: two municipalities, so many people, one thing due today for each."""

import sys
import uuid

REFUSED_EACH = 100  # every hundredth address is of somebody who has left


def make(number):
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from accounts.models import Municipality, OrganisationUnit, RoleAssignment, StaffMember, User
    from cases.models import Pathway
    from followup.models import DailyRun, Occurrence
    from programmes.models import ProgrammeVersion

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_programmes", verbosity=0)
    today = timezone.localdate()
    version = next(
        v for v in ProgrammeVersion.objects.all() if any(c.key == "follow_up" for c in v.programme_content.cadences)
    )
    for place in ("Nord", "Syd"):
        here = Municipality.objects.create(name=f"{place} Kommune", is_fictional=True)
        ours = {"municipality": here}
        system = User.objects.create(email=f"system@{place.lower()}.example", is_active=False, password="!")
        keeper = StaffMember.objects.create(**ours, user=system, name="Samspil")
        RoleAssignment.objects.create(**ours, staff_member=keeper, role="system", scope="municipality", starts_on=today)
        unit = OrganisationUnit.objects.create(**ours, kind="provider", sector="provider", name="Familiehuset")
        users = User.objects.bulk_create(
            [User(email=_address(n, place), password="!") for n in range(number // 2)], batch_size=2000
        )
        staff = StaffMember.objects.bulk_create(
            [StaffMember(**ours, user=user, unit=unit, name=user.email, name_key=user.email) for user in users],
            batch_size=2000,
        )
        RoleAssignment.objects.bulk_create(
            [
                RoleAssignment(
                    **ours, staff_member=each, role="group_leader", sector="provider", scope="own", starts_on=today
                )
                for each in staff
            ],
            batch_size=2000,
        )
        pathway = Pathway.objects.create(
            **ours, programme_version=version, track="class", unit=unit, side="social", title="Forløb", state="active",
            phase="running", lead=staff[0], starts_on=today,
        )  # fmt: skip
        Occurrence.objects.bulk_create(
            [
                Occurrence(
                    **ours, pathway=pathway, cadence="follow_up", subject=uuid.uuid4(), number=1, computed_on=today, due_on=today,
                    window_opens_on=today, responsible=each,
                )
                for each in staff
            ],
            batch_size=2000,
        )  # fmt: skip
        # the week's overview has gone: each mail of this run is the notice of the day
        monday = today - timezone.timedelta(days=today.weekday())
        DailyRun.objects.create(**ours, job="digest", day=monday, done_at=timezone.now())
        DailyRun.objects.create(**ours, job="digest of school staff", day=monday, done_at=timezone.now())
    with connection.cursor() as db:
        # a run at night or on a Sunday: here the office is always open
        db.execute(
            "create or replace function app.open_moment(p_at timestamptz, p_school boolean, p_holidays date[]) "
            "returns timestamptz language sql stable as $$ select p_at $$"
        )
        db.execute("analyze")


def _address(number, place):
    name = "gone" if number % REFUSED_EACH == REFUSED_EACH - 1 else "somebody"
    return f"{name}{number}@{place.lower()}.example"


if __name__ == "__main__":
    import django

    django.setup()
    make(int(sys.argv[1]))
